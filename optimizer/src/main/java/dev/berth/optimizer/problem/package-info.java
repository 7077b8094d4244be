/** The placement problem as the algorithms see it: pods with room, models with load, in integers, in a fixed order. */
package dev.berth.optimizer.problem;
