/** The simulated engine held against runs of a real one: the same arrivals, the same censored statistics, a fit, predictions. */
package dev.berth.evaluation.twin;
