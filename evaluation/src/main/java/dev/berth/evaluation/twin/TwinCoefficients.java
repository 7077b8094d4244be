package dev.berth.evaluation.twin;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import dev.berth.domain.engine.StepTime;
import java.util.List;

/**
 * What the fit varies in an engine, for adapters of one rank; milliseconds. The time of a copy into a slot is not among them: the engines logged it.
 *
 * @param base a step's time apart from what is in it
 * @param perSequence for each decoding sequence
 * @param perPrefillToken for each prompt token
 * @param perSkipped for each waiting request that the scheduler passes over
 * @param perArrival for each request that comes
 * @param perNewAdapter for the first request of an adapter
 * @param diskToHost for the first touch of an adapter's weights
 */
public record TwinCoefficients(
        double base,
        double perSequence,
        double perPrefillToken,
        double perSkipped,
        double perArrival,
        double perNewAdapter,
        double diskToHost) {

    static final List<String> NAMES = List.of(
            "base",
            "per sequence",
            "per prefill token",
            "per skipped request",
            "per arrival",
            "per new adapter",
            "disk to host");

    static TwinCoefficients of(EngineSpec engine, int rank) {
        StepTime step = engine.stepTime();
        return new TwinCoefficients(
                step.baseMillis(),
                step.perSequenceMillis(),
                step.perPrefillTokenMillis(),
                step.hostPerSkippedMillis(),
                step.hostPerArrivalMillis(),
                step.hostPerNewAdapterMillis(),
                engine.loadTime(rank).diskToHostFirstMillis());
    }

    /** The engine with these in place of its own; adapters of other ranks are read from disk faster or slower as before. */
    EngineSpec into(EngineSpec engine, int rank) {
        double slower = diskToHost / engine.loadTime(rank).diskToHostFirstMillis();
        StepTime own = engine.stepTime();
        StepTime step = new StepTime(
                base,
                perSequence,
                perPrefillToken,
                own.perKvTokenMillis(),
                own.loraFixed(),
                own.loraPerAdapter(),
                own.hostMillis(),
                own.hostPerRunningMillis(),
                perSkipped,
                perArrival,
                perNewAdapter);
        List<LoadTime> loads = engine.loadTimes().stream()
                .map(load -> new LoadTime(
                        load.rank(),
                        load.hostToSlotMillis(),
                        load.diskToHostFirstMillis() * slower,
                        load.diskToHostMillis() * slower))
                .toList();
        return new EngineSpec(
                engine.name(),
                engine.gpu(),
                engine.model(),
                engine.pricePerHour(),
                step,
                engine.limits(),
                loads,
                engine.bytesPerPromptToken(),
                engine.startSeconds(),
                engine.sources());
    }

    double[] values() {
        return new double[] {base, perSequence, perPrefillToken, perSkipped, perArrival, perNewAdapter, diskToHost};
    }

    static TwinCoefficients ofValues(double[] v) {
        return new TwinCoefficients(v[0], v[1], v[2], v[3], v[4], v[5], v[6]);
    }
}
