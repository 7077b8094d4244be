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
 * delivery gives exact results and a replay can't leave a partial window in place. Counter 0 is a demand told ahead of the
 * window's end because a flash crowd was seen: it holds what was read so far, and the whole window supersedes it.
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
 * @param forecastUpperPerSecond what the rate of the next interval exceeds with a probability of 10 %; 0 if not told
 * @param changes when arrivals changed their pace in the last 15 minutes, oldest first
 * @param latencies quantiles of those that completed
 * @param served by SLO class and tenant
 * @param horizons the same over longer times, shortest first
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
        double completeness,
        double forecastUpperPerSecond,
        List<ChangePoint> changes,
        List<LatencyQuantiles> latencies,
        List<ServedShare> served,
        List<DemandHorizon> horizons)
        implements Document {
    private static final double MOST_TIMES_BUSIER = 1e3;

    public AdapterDemand {
        lengths = List.copyOf(lengths);
        changes = List.copyOf(changes);
        latencies = List.copyOf(latencies);
        served = List.copyOf(served);
        horizons = List.copyOf(horizons);
    }

    /** What a planner needs, without what it may do without. */
    public AdapterDemand(
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
            double completeness) {
        this(
                version,
                madeAtMillis,
                model,
                windowEndMillis,
                windowMillis,
                arrivals,
                arrivalsPerSecond,
                forecastPerSecond,
                finished,
                lengths,
                promptTokens,
                cachedTokens,
                outputTokens,
                meanE2eSeconds,
                meanTtftSeconds,
                concurrency,
                burstiness,
                attainment,
                failed,
                completeness,
                0,
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** The same demand with its rates scaled, for what was lost on the way. */
    public AdapterDemand scaled(double factor, double ofCompleteness) {
        return with(
                windowEndMillis,
                arrivals,
                arrivalsPerSecond * factor,
                forecastPerSecond * factor,
                forecastUpperPerSecond * factor,
                concurrency * factor,
                lengths,
                ofCompleteness);
    }

    /**
     * The same demand if it were asked for at another rate in a window that ends then: what hangs on the rate moves with it,
     * all else stays as it was seen.
     */
    public AdapterDemand atRate(double perSecond, long endMillis) {
        double busier = Math.min(MOST_TIMES_BUSIER, perSecond / Math.max(1e-9, arrivalsPerSecond));
        double upper = forecastPerSecond > 0 ? forecastUpperPerSecond * perSecond / forecastPerSecond : 0;
        long asked = Math.round(perSecond * windowMillis / 1000);
        return with(endMillis, asked, perSecond, perSecond, upper, concurrency * busier, lengths, completeness);
    }

    public AdapterDemand withLengths(List<LengthCell> cells) {
        return with(
                windowEndMillis,
                arrivals,
                arrivalsPerSecond,
                forecastPerSecond,
                forecastUpperPerSecond,
                concurrency,
                cells,
                completeness);
    }

    private AdapterDemand with(
            long endMillis,
            long asked,
            double perSecond,
            double forecast,
            double forecastUpper,
            double atOnce,
            List<LengthCell> cells,
            double ofCompleteness) {
        return new AdapterDemand(
                version,
                madeAtMillis,
                model,
                endMillis,
                windowMillis,
                asked,
                perSecond,
                forecast,
                finished,
                cells,
                promptTokens,
                cachedTokens,
                outputTokens,
                meanE2eSeconds,
                meanTtftSeconds,
                atOnce,
                burstiness,
                attainment,
                failed,
                ofCompleteness,
                forecastUpper,
                changes,
                latencies,
                served,
                horizons);
    }

    /** Whether it was told before its window was over. */
    public boolean early() {
        return version.counter() == 0;
    }
}
