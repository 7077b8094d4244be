/** The rules of a placement in their lexicographic levels, and one table that keeps their values up to date. */
package dev.berth.optimizer.score;
