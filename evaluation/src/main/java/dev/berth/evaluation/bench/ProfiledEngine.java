package dev.berth.evaluation.bench;

import dev.berth.domain.demand.EngineSample;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.TokenSource;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge;
import dev.berth.simulator.engine.Engine;
import dev.berth.simulator.engine.EngineCounters;
import dev.berth.simulator.engine.EngineRequest;
import dev.berth.simulator.engine.EventKind;
import dev.berth.simulator.engine.PrefixHashes;
import dev.berth.simulator.engine.Sequence;
import dev.berth.simulator.engine.StepResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A simulated pod under mixed traffic, as routers and the scraper tell of it, and every step that it really made. Poisson arrivals
 * whose rate swings between a fifth and nearly all of what the engine can do, prompts and outputs over two orders of magnitude,
 * adapters and base model; the router's timing is off by some milliseconds. Virtual time, the same for the same seed.
 */
final class ProfiledEngine {
    static final String BASE = "base";
    static final String DEPLOYMENT = "bench/profiled";

    private static final String POD = "pod-1";
    private static final long EPOCH_MILLIS = 1_700_000_000_000L;
    private static final double SWING_SECONDS = 240;
    private static final long SAMPLE_NANOS = 2_000_000_000L;
    private static final double TIMING_SECONDS = 0.003;
    private static final double BASE_SHARE = 0.2;

    private final SplittableRandom random;
    private final String incarnation;
    private final double meanPrompt;
    private final double meanOutput;
    private final double load;
    private final int[] adapters;
    private final EngineSpec spec;
    private final Engine engine;
    private final Map<Long, String> models = new HashMap<>();
    private final List<TrueStep> steps = new ArrayList<>();
    private long now;
    private long nextArrival;
    private long nextSample;
    private long requests;
    private long finished;

    /** A step as it was. */
    record TrueStep(long atMillis, double millis, int sequences, int prefillTokens, double kvTokens, int adapters) {}

    /**
     * @param from virtual time at which the engine begins, seconds
     * @param load rate of arrivals at the swing's height, as a share of what the engine can do in the mean
     */
    ProfiledEngine(EngineSpec spec, String incarnation, double from, double load, long seed) {
        this.spec = spec;
        this.random = new SplittableRandom(seed);
        this.incarnation = incarnation;
        this.load = load;
        this.meanPrompt = Math.min(700, spec.limits().maxModelLen() / 4.0);
        this.meanOutput = 150;
        this.engine = new Engine(spec, false);
        this.adapters = new int[spec.limits().maxLoras()];
        this.now = nanos(from);
        for (int i = 0; i < adapters.length; i++) {
            adapters[i] = engine.registerAdapter("adapter-" + i, 16);
            now += engine.step(now).durationNanos();
        }
        this.nextArrival = now;
        this.nextSample = now;
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }

    static long millis(long nanos) {
        return EPOCH_MILLIS + nanos / 1_000_000;
    }

    static long millis(double seconds) {
        return millis(nanos(seconds));
    }

    /** Goes on to that virtual time. */
    void runTo(double seconds, Consumer<EngineSample> samples, Consumer<RequestFinished> ends) {
        long until = nanos(seconds);
        while (now < until) {
            while (nextArrival <= now) {
                arrive();
            }
            while (nextSample <= now) {
                samples.accept(sample(millis(nextSample)));
                nextSample += SAMPLE_NANOS;
            }
            StepResult step = engine.step(now);
            if (step.idle()) {
                now = Math.min(until, Math.min(nextArrival, nextSample));
                continue;
            }
            now += step.durationNanos();
            remember(step);
            for (int i = 0; i < step.size(); i++) {
                if (step.kind(i) == EventKind.FINISHED) {
                    ends.accept(ended(step.sequence(i)));
                }
            }
        }
    }

    List<TrueStep> steps() {
        return steps;
    }

    private void remember(StepResult step) {
        if (step.decodes() + step.prefillTokens() > 0) {
            steps.add(new TrueStep(
                    millis(now),
                    (step.durationNanos() - step.stallNanos()) / 1e6,
                    step.decodes(),
                    step.prefillTokens(),
                    engine.kvUsage() * spec.limits().kvTokens(),
                    step.distinctAdapters()));
        }
    }

    private void arrive() {
        double swing = 0.6 - 0.4 * Math.cos(2 * Math.PI * nextArrival / 1e9 / SWING_SECONDS);
        int prompt = length(meanPrompt, 8, spec.limits().maxModelLen() / 2);
        int output = length(meanOutput, 2, Math.min(1_000, spec.limits().maxModelLen() / 4));
        int adapter = adapters.length == 0 || random.nextDouble() < BASE_SHARE ? -1 : random.nextInt(adapters.length);
        models.put(requests, adapter < 0 ? BASE : "adapter-" + adapter);
        engine.submit(new EngineRequest(
                requests++,
                nextArrival,
                prompt,
                output,
                adapter < 0 ? Engine.BASE : adapters[adapter],
                PrefixHashes.NONE));
        double rate = load * swing * capacity();
        nextArrival += Math.max(1, nanos(-Math.log(1 - random.nextDouble()) / rate));
    }

    /** Log-normal around a mean, sigma 0.8. */
    private int length(double mean, int least, int most) {
        double drawn = mean * Math.exp(0.8 * random.nextGaussian() - 0.32);
        return (int) Math.max(least, Math.min(most, drawn));
    }

    /** Requests per second that fill the engine: by steps of its time, and by KV. */
    private double capacity() {
        double step = spec.stepTime().millis(32, 32 * meanPrompt / meanOutput, 32 * meanPrompt, 4) / 1_000;
        double byTime = 32 / (meanOutput * step);
        double byKv = spec.limits().kvTokens() / (meanPrompt + meanOutput) / (meanOutput * step);
        return Math.min(byTime, 0.7 * byKv);
    }

    private RequestFinished ended(Sequence sequence) {
        finished++;
        double arrived = sequence.request().arrivalNanos() / 1e9;
        double ttft = sequence.firstTokenNanos() / 1e9 - arrived + TIMING_SECONDS * random.nextDouble();
        double e2e = sequence.lastTokenNanos() / 1e9 - arrived + TIMING_SECONDS * random.nextDouble();
        return new RequestFinished(
                RequestRecord.FORM,
                "router-1",
                millis(arrived + e2e),
                "r-" + sequence.id(),
                models.remove(sequence.id()),
                "",
                millis(arrived),
                POD,
                incarnation,
                1,
                Outcome.COMPLETED,
                200,
                true,
                0,
                ttft,
                Math.max(ttft, e2e),
                sequence.request().promptTokens(),
                sequence.cachedTokens(),
                sequence.generatedTokens(),
                TokenSource.USAGE,
                "",
                SloJudge.Verdict.NOT_COUNTED,
                "",
                "");
    }

    private EngineSample sample(long atMillis) {
        EngineCounters counters = engine.counters();
        return new EngineSample(
                EngineSample.FORM,
                POD,
                incarnation,
                DEPLOYMENT,
                atMillis,
                true,
                0.01,
                engine.running(),
                engine.waiting(),
                engine.kvUsage(),
                counters.promptTokens(),
                counters.generationTokens(),
                counters.preemptions(),
                counters.prefixQueries(),
                counters.prefixHits(),
                finished,
                spec.limits().maxLoras(),
                engine.activeAdapters());
    }
}
