/** Finished logs: the streaming graphs and reports over files or a bounded part of a topic. Never writes live documents. */
package dev.berth.streaming.batch;
