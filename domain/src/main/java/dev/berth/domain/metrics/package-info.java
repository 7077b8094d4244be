/** Reads the Prometheus text format, and vLLM's metrics in it. */
package dev.berth.domain.metrics;
