/** {@code ./berth optimize}: options and wiring only. */
package dev.berth.optimizer.app;
