/** How fast the twin is, and how near to a live pod: {@code ./berth bench twin}. */
package dev.berth.evaluation.bench;
