package dev.berth.evaluation.replay;

import dev.berth.simulator.trace.AdapterAssignment;
import dev.berth.simulator.trace.Popularity;
import dev.berth.simulator.trace.Trace;
import dev.berth.simulator.trace.TraceException;
import dev.berth.simulator.trace.TraceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Makes plans of traces. The same trace, options and seed make the same plan. Each choice has random numbers of its own, so
 * that changing one option (say, the share of streams) leaves the others' choices as they were.
 */
public final class ReplayPlans {
    private ReplayPlans() {}

    /**
     * @throws TraceException if the trace is too short, or nothing of it fits the engine
     */
    public static ReplayPlan from(Trace trace, ReplayPlanOptions options, long seed) {
        Choices choices = new Choices(seed);
        Trace whole = wholeSegment(trace, options, choices);
        Trace segment = fitting(whole, options);
        Trace scaled = options.requestsPerSecond() == 0
                ? segment
                : segment.atRate(options.requestsPerSecond(), choices.scaling);
        double driftAt = options.driftAtShare() * options.durationSeconds();
        boolean drifts = driftAt > 0 && options.adapters().size() > 1;
        List<String> models;
        List<String> hotAfter = options.adapters();
        if (options.adapters().isEmpty()) {
            models = scaled.requests().stream().map(r -> options.baseModel()).toList();
        } else {
            Popularity before = new Popularity(options.adapters(), options.zipf());
            Popularity after = drifts ? before.drifted(options.driftShare(), choices.drift) : before;
            hotAfter = after.byRank();
            models = new AdapterAssignment(
                            before,
                            after,
                            drifts ? driftAt : Double.POSITIVE_INFINITY,
                            options.baseModel(),
                            options.baseModelShare())
                    .assign(scaled, choices.models);
        }
        return new ReplayPlan(
                trace.source(),
                requests(scaled, models, options.streamShare(), choices.streams),
                options.durationSeconds(),
                drifts ? driftAt : 0,
                options.adapters(),
                hotAfter,
                options.systemPromptTokens(),
                whole.requests().size() - segment.requests().size());
    }

    /** The part of the trace that a plan of this seed is made from, at the trace's own rate: the base of a load figure. */
    public static Trace segment(Trace trace, ReplayPlanOptions options, long seed) {
        return fitting(wholeSegment(trace, options, new Choices(seed)), options);
    }

    private static Trace wholeSegment(Trace trace, ReplayPlanOptions options, Choices choices) {
        Trace fine = trace.isOnGrid(Trace.MOONCAKE_GRID_SECONDS)
                ? trace.deQuantised(Trace.MOONCAKE_GRID_SECONDS, choices.clock)
                : trace;
        double room = Math.max(0, fine.durationSeconds() - options.durationSeconds());
        return fine.segment(choices.place.nextDouble() * room, options.durationSeconds());
    }

    private static Trace fitting(Trace segment, ReplayPlanOptions options) {
        Trace fitting = segment.fitting(options.maxModelLen());
        if (fitting.requests().isEmpty()) {
            throw new TraceException(String.format(
                    Locale.ROOT,
                    "%s: no request within %.0f s is short enough for the engine's context of %d tokens",
                    segment.source(),
                    options.durationSeconds(),
                    options.maxModelLen()));
        }
        return fitting;
    }

    private static List<ReplayRequest> requests(
            Trace trace, List<String> models, double streamShare, SplittableRandom random) {
        List<ReplayRequest> requests = new ArrayList<>(models.size());
        for (int i = 0; i < models.size(); i++) {
            TraceRequest request = trace.requests().get(i);
            requests.add(new ReplayRequest(
                    String.format(Locale.ROOT, "r%06d", i),
                    request.atSeconds(),
                    models.get(i),
                    request.promptTokens(),
                    request.outputTokens(),
                    random.nextDouble() < streamShare,
                    request.prefixBlocks()));
        }
        return requests;
    }

    /** A stream of random numbers for each kind of choice. */
    private static final class Choices {
        final SplittableRandom clock;
        final SplittableRandom place;
        final SplittableRandom scaling;
        final SplittableRandom drift;
        final SplittableRandom models;
        final SplittableRandom streams;

        Choices(long seed) {
            SplittableRandom root = new SplittableRandom(seed);
            clock = root.split();
            place = root.split();
            scaling = root.split();
            drift = root.split();
            models = root.split();
            streams = root.split();
        }
    }
}
