/** An open-loop load generator: sends traffic at the times of a plan, however slow the answers are. */
package dev.berth.evaluation.replay;
