/** What would come of another fleet or other demand: plans that nobody publishes, beside the one without the change. */
package dev.berth.optimizer.whatif;
