/** How fast the twin is and how near to a live pod, and how good the optimizer is: {@code ./berth bench}. */
package dev.berth.evaluation.bench;
