/** Replays of traffic through Berth's own code. */
package dev.berth.evaluation;
