/** Engines' metrics as a Flink source: one split a pod. */
package dev.berth.streaming.scrape;
