/**
 * Flink jobs that turn what routers and engines tell into what planners read: {@code DemandJob} (requests to demand),
 * {@code EngineScrapeJob} (engines' metrics to samples) and {@code ProfileJob} (requests, samples and loads to profiles).
 *
 * <p>Arrows inside: {@code demand, scrape <- profile <- publish, kafka, batch, cluster <- app}. Graphs are built from a source and
 * sinks that are handed in; only {@code app} knows which ones are real.
 */
package dev.berth.streaming;
