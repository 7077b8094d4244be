package dev.berth.domain.demand;

import dev.berth.domain.Document;
import dev.berth.domain.Version;
import dev.berth.domain.slo.Attainment;
import java.util.List;

/**
 * What was asked of one model (adapter or base) in the last window of event time. Field of the hash {@code demand}.
 *
 * <p>Its version is (window end, 1 + records in the window): a window that fires again with late records supersedes itself,
 * equal content has equal versions, and a job that reads the same records again writes the same versions, so at-least-once
 * delivery gives exact results and a replay can't leave a partial window in place.
 *
 * @param windowEndMillis end of the window, exclusive
 * @param windowMillis its length
 * @param arrivals requests that arrived in it, whatever became of them
 * @param arrivalsPerSecond {@code arrivals} corrected for what routers say they dropped, over the window's length
 * @param forecastPerSecond expected rate of the next interval
 * @param finished requests that ended in it
 * @param lengths joint histogram of (output, prompt) lengths of those that completed
 * @param promptTokens sum over those that completed
 * @param cachedTokens of these, from the prefix cache
 * @param outputTokens sum over those that completed
 * @param meanE2eSeconds of those that completed; 0 if none
 * @param meanTtftSeconds of those that completed; 0 if none
 * @param concurrency requests in flight on average, by Little's law: rate x mean E2E
 * @param burstiness variance over mean of the arrivals in 1 s bins (IDC); 1 is Poisson
 * @param attainment judged on those that ended in the window
 * @param failed requests that ended rejected, failed or timed out
 * @param completeness share of what routers accepted that was read, 0 to 1, as of the window's end
 */
public record AdapterDemand(
        Version version,
        long madeAtMillis,
        String model,
        long windowEndMillis,
        long windowMillis,
        long arrivals,
        double arrivalsPerSecond,
        double forecastPerSecond,
        long finished,
        List<LengthCell> lengths,
        long promptTokens,
        long cachedTokens,
        long outputTokens,
        double meanE2eSeconds,
        double meanTtftSeconds,
        double concurrency,
        double burstiness,
        Attainment attainment,
        long failed,
        double completeness)
        implements Document {

    public AdapterDemand {
        lengths = List.copyOf(lengths);
    }
}
