/** From a placement to a plan: what changes and why, what it is expected to bring, and whether to publish it at all. */
package dev.berth.optimizer.plan;
