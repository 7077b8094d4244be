/**
 * Flink jobs that turn what routers and engines tell into what planners read: {@code DemandJob} (requests to demand) and
 * {@code EngineScrapeJob} (engines' metrics to samples).
 *
 * <p>Arrows inside: {@code demand, scrape <- publish, kafka, batch, cluster <- app}. Graphs are built from a source and sinks that
 * are handed in; only {@code app} knows which ones are real.
 */
package dev.berth.streaming;
