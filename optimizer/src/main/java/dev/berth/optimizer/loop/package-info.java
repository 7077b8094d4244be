/** The running optimizer: what wakes it, what it reads, and its hold on the plan. */
package dev.berth.optimizer.loop;
