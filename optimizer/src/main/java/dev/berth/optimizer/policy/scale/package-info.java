/** Rules by which others decide how many pods a deployment has: pure, from what was observed to a number. */
package dev.berth.optimizer.policy.scale;
