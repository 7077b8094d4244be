/** A plan in words. */
package dev.berth.optimizer.explain;
