package dev.berth.domain.demand;

import dev.berth.domain.slo.Attainment;
import java.util.List;

/**
 * A model's requests over a longer time than the window, as of the last end of such a time.
 *
 * @param windowEndMillis end, exclusive, of event time
 * @param windowMillis its length
 * @param coveredMillis of that, since records are read: less than the length until a job has run for so long
 * @param arrivalsPerSecond over what is covered
 * @param peakPerSecond rate of its busiest part: of the slide (5 s) in 15 minutes, of 5 minutes in a day
 * @param lengths joint histogram of (output, prompt) lengths of those that completed
 * @param cachedTokens of the prompts' tokens, those from the prefix cache
 * @param concurrency requests in flight on average, by Little's law
 * @param attainment judged on those that ended in it
 * @param failed requests that ended rejected, failed or timed out
 */
public record DemandHorizon(
        long windowEndMillis,
        long windowMillis,
        long coveredMillis,
        long arrivals,
        double arrivalsPerSecond,
        double peakPerSecond,
        long finished,
        List<LengthCell> lengths,
        long promptTokens,
        long cachedTokens,
        long outputTokens,
        double meanE2eSeconds,
        double concurrency,
        Attainment attainment,
        long failed,
        List<LatencyQuantiles> latencies,
        List<ServedShare> served) {

    public DemandHorizon {
        lengths = List.copyOf(lengths);
        latencies = List.copyOf(latencies);
        served = List.copyOf(served);
    }
}
