package dev.berth.domain.profile;

import dev.berth.domain.Document;
import dev.berth.domain.Version;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.slo.SloTarget;
import java.util.List;

/**
 * What one pod of a deployment can do, in AIBrix's shape plus the engine model that explains it. Latencies in seconds,
 * rates in requests per second; a rate of 0 means that requests of this length can't meet the SLO there.
 *
 * @param deployment namespaced name, the document's field in the hash
 * @param gpu the GPU's name
 * @param cost relative price of one pod for an hour
 * @param indexes the axes of all matrices
 * @param tputs highest rate within {@code slos}, the deployment's capacity for requests of that length
 * @param e2e mean latency of a whole request at that rate
 * @param ttft mean time to first token at that rate
 * @param tpot mean time per output token at that rate
 * @param slos what {@code tputs} was computed for
 * @param engine the fitted engine model, with its limits and load times
 * @param relativeError of the fit, 0.1 = 10 %; 0 if nothing was measured
 * @param samples readings that the fit is made of; 0 for an offline profile
 * @param measured by cell: seen in traffic or benchmark (true) or extrapolated by the engine model (false)
 * @param createdSeconds Unix seconds, AIBrix's {@code created}
 * @param learnedSinceMillis since when all readings are of the same engine; 0 if nothing was measured
 * @param extrapolatedError relative error to expect of a step's time at the capacity of cells that are not measured; 0 if none
 *     is learned
 * @param estimates the fitted coefficients with their errors; empty if nothing was measured
 */
public record LatencyProfile(
        Version version,
        long madeAtMillis,
        String deployment,
        String baseModel,
        String gpu,
        double cost,
        Grid indexes,
        Matrix tputs,
        Matrix e2e,
        Matrix ttft,
        Matrix tpot,
        SloTarget slos,
        EngineSpec engine,
        double relativeError,
        long samples,
        List<List<Boolean>> measured,
        double createdSeconds,
        long learnedSinceMillis,
        double extrapolatedError,
        List<Estimate> estimates)
        implements Document {

    /**
     * A fitted coefficient of {@link dev.berth.domain.engine.StepTime}.
     *
     * @param coefficient its name there
     * @param standardError in the same unit
     */
    public record Estimate(String coefficient, double value, double standardError) {}

    public LatencyProfile {
        for (Matrix matrix : List.of(tputs, e2e, ttft, tpot)) {
            if (!matrix.fits(indexes)) {
                throw new IllegalArgumentException("profile of '" + deployment + "': a matrix does not fit its axes");
            }
        }
        measured = measured.stream().map(List::copyOf).toList();
        estimates = List.copyOf(estimates);
    }

    /** One that is not learned from traffic. */
    public LatencyProfile(
            Version version,
            long madeAtMillis,
            String deployment,
            String baseModel,
            String gpu,
            double cost,
            Grid indexes,
            Matrix tputs,
            Matrix e2e,
            Matrix ttft,
            Matrix tpot,
            SloTarget slos,
            EngineSpec engine,
            double relativeError,
            long samples,
            List<List<Boolean>> measured,
            double createdSeconds) {
        this(
                version,
                madeAtMillis,
                deployment,
                baseModel,
                gpu,
                cost,
                indexes,
                tputs,
                e2e,
                ttft,
                tpot,
                slos,
                engine,
                relativeError,
                samples,
                measured,
                createdSeconds,
                0,
                0,
                List.of());
    }

    /**
     * The share of a pod that one request of this length holds while it runs: 1 / (tput * e2e), by Little's law the
     * inverse of the concurrency that saturates the pod. Capacity of a pod is 1.0.
     *
     * @return infinity if requests of this length can't meet the SLO here
     */
    public double loadOfOne(long outputTokens, long promptTokens) {
        Grid.Cell cell = indexes.nearest(outputTokens, promptTokens);
        double concurrency = tputs.at(cell) * e2e.at(cell);
        return concurrency > 0 ? 1 / concurrency : Double.POSITIVE_INFINITY;
    }

    /** The share of a pod that one request per second of this length takes: 1 / tput; infinity if it can't be served. */
    public double loadOfRate(long outputTokens, long promptTokens) {
        double rate = tputs.at(indexes.nearest(outputTokens, promptTokens));
        return rate > 0 ? 1 / rate : Double.POSITIVE_INFINITY;
    }
}
