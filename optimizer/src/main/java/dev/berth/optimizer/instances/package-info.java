/** Problems made by seed, of which it is known what they hold: what the optimizer is measured on. */
package dev.berth.optimizer.instances;
