/** Requests to demand: reading, slices, windows, completeness, and the graph of them. */
package dev.berth.streaming.demand;
