package dev.berth.evaluation.bench;

import dev.berth.domain.slo.SloClass;
import dev.berth.evaluation.replay.Replay;
import dev.berth.evaluation.replay.ReplayOptions;
import dev.berth.evaluation.replay.ReplayPlan;
import dev.berth.evaluation.replay.ReplayRequest;
import dev.berth.evaluation.replay.ReplayResult;
import dev.berth.evaluation.replay.RequestJudge;
import dev.berth.evaluation.stack.Stack;
import dev.berth.store.Blackboard;
import dev.berth.store.RedisBlackboard;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The loop's own reaction to flash crowds, by real requests through the router to simulated pods: from a crowd's first
 * request to its flag, to a plan with another pod for it, to routers that send it there. Every crowd is of another adapter,
 * too many for the one pod that it is on, and ends before the next begins.
 */
final class LoopBench {
    /** A crowd and the calm after it, seconds. */
    private static final double EVERY = 60;

    private static final double CROWD = 30;
    private static final double FIRST = 60;
    private static final double PER_ADAPTER = 0.05;
    private static final int PROMPT_TOKENS = 120;
    private static final int OUTPUT_TOKENS = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LoopFleet fleet;
    private final int crowds;
    private final double crowdPerSecond;

    LoopBench(LoopFleet fleet, int crowds, double crowdPerSecond) {
        if (crowds > fleet.adapters()) {
            throw new IllegalArgumentException("each crowd is of an adapter of its own");
        }
        this.fleet = fleet;
        this.crowds = crowds;
        this.crowdPerSecond = crowdPerSecond;
    }

    StreamsReport.Loop run(Path directory, Consumer<String> progress) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        ReplayPlan plan = plan();
        Path lengths = directory.resolve("lengths.csv");
        plan.writeLengths(lengths);
        try (Stack stack = fleet.start(directory, Optional.of(lengths));
                Blackboard blackboard = new RedisBlackboard(stack.redisUrl(), LoopFleet.FLEET);
                LoopWatch watch = LoopWatch.start(blackboard)) {
            LoopFleet.serve(stack, blackboard);
            ReplayResult result = Replay.run(
                    plan,
                    URI.create(stack.routerUrl()),
                    ReplayOptions.DEFAULTS.withRequestTimeout(PATIENCE),
                    new RequestJudge(model -> SloClass.STANDARD, fleet.engine()),
                    now -> progress.accept("loop, " + now));
            return report(watch, result);
        }
    }

    private ReplayPlan plan() {
        SplittableRandom random = new SplittableRandom(fleet.seed());
        List<ReplayRequest> requests = new ArrayList<>();
        double end = FIRST + crowds * EVERY;
        for (int adapter = 0; adapter < fleet.adapters(); adapter++) {
            add(requests, "calm", adapter, 0, end, PER_ADAPTER, random);
        }
        for (int crowd = 0; crowd < crowds; crowd++) {
            double from = FIRST + crowd * EVERY + 5 * random.nextDouble();
            add(requests, "crowd", crowd, from, from + CROWD, crowdPerSecond, random);
        }
        requests.sort(Comparator.comparingDouble(ReplayRequest::atSeconds));
        return new ReplayPlan("crowds", requests, end, 0, List.of(), List.of(), 0, 0);
    }

    private static void add(
            List<ReplayRequest> requests,
            String kind,
            int adapter,
            double from,
            double to,
            double perSecond,
            SplittableRandom random) {
        double at = from;
        while (at < to) {
            String id = kind + "-" + adapter + "-" + requests.size();
            requests.add(
                    new ReplayRequest(id, at, LoopFleet.model(adapter), PROMPT_TOKENS, OUTPUT_TOKENS, true, List.of()));
            at += -Math.log1p(-random.nextDouble()) / perSecond;
        }
    }

    private StreamsReport.Loop report(LoopWatch watch, ReplayResult result) {
        List<Double> flags = new ArrayList<>();
        List<Double> windows = new ArrayList<>();
        List<Double> plans = new ArrayList<>();
        List<Double> routes = new ArrayList<>();
        for (int crowd = 0; crowd < crowds; crowd++) {
            String model = LoopFleet.model(crowd);
            long begun = begun(result, "crowd-" + crowd + "-");
            long over = begun + (long) (EVERY * 1_000);
            add(flags, watch.flagged(model, begun), begun, over);
            add(windows, watch.windowTold(model, begun), begun, over);
            add(plans, watch.planned(model, begun), begun, over);
            add(routes, watch.routed(model, begun), begun, over);
        }
        return new StreamsReport.Loop(
                crowds,
                crowdPerSecond,
                fleet.pods(),
                fleet.adapters(),
                StreamsReport.Delay.of(flags),
                StreamsReport.Delay.of(windows),
                StreamsReport.Delay.of(plans),
                StreamsReport.Delay.of(routes));
    }

    private static long begun(ReplayResult result, String prefix) {
        double first = result.results().stream()
                .filter(one -> one.id().startsWith(prefix))
                .mapToDouble(one -> one.sentAt())
                .min()
                .orElseThrow();
        return result.startedAtMillis() + Math.round(first * 1_000);
    }

    private static void add(List<Double> delays, OptionalLong at, long begun, long over) {
        if (at.isPresent() && at.getAsLong() < over) {
            delays.add((at.getAsLong() - begun) / 1e3);
        }
    }
}
