package dev.berth.evaluation.bench;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.StepTime;
import dev.berth.simulator.engine.Engine;
import dev.berth.simulator.engine.EngineCounters;
import dev.berth.simulator.engine.EngineRequest;
import dev.berth.simulator.engine.PrefixHashes;
import dev.berth.simulator.engine.StepResult;
import java.util.SplittableRandom;

/**
 * One engine under requests that arrive at the rate which keeps a batch of a given size, by Little's law: with B sequences of o
 * output tokens, B / o requests start in each step, so that the step lasts t(B, B / o prompts) and the rate is B / (o * t).
 * Lengths are those of the Azure conversation trace in the mean, uniform within half of it around; every request is of one of
 * the engine's adapters.
 */
final class SteadyLoad {
    private static final int MEAN_PROMPT_TOKENS = 1155;
    private static final int MEAN_OUTPUT_TOKENS = 211;

    private final Engine engine;
    private final int[] adapters;
    private final SplittableRandom random;
    private final long gapNanos;
    private long requests;
    private long nextArrival;
    private long now;

    SteadyLoad(EngineSpec spec, int batch, int adapterCount, long seed) {
        this.engine = new Engine(spec, false);
        this.adapters = new int[adapterCount];
        for (int i = 0; i < adapterCount; i++) {
            adapters[i] = engine.registerAdapter("adapter-" + i, spec.limits().maxLoraRank());
        }
        this.random = new SplittableRandom(seed);
        this.gapNanos = Math.round(1e9 / requestsPerSecond(spec.stepTime(), batch, adapterCount));
    }

    private static double requestsPerSecond(StepTime time, int batch, int adapterCount) {
        double startsPerStep = (double) batch / MEAN_OUTPUT_TOKENS;
        double kvTokens = batch * (MEAN_PROMPT_TOKENS + MEAN_OUTPUT_TOKENS / 2.0);
        double millis = time.millis(batch, startsPerStep * MEAN_PROMPT_TOKENS, kvTokens, adapterCount)
                + time.hostTimeMillis(batch, 0);
        return startsPerStep / millis * 1000;
    }

    /** Runs this many steps one by one. */
    void step(long steps) {
        long end = engine.counters().steps() + steps;
        for (long done = engine.counters().steps(); done < end; done++) {
            arrive();
            pass(engine.step(now));
        }
    }

    /** Runs at least this many steps, equal decode steps at once. */
    void leap(long steps) {
        long done = 0;
        while (done < steps) {
            arrive();
            StepResult leap = engine.advance(now, nextArrival);
            done += leap.steps();
            pass(leap);
        }
    }

    EngineCounters counters() {
        return engine.counters();
    }

    private void arrive() {
        while (nextArrival <= now) {
            int adapter = adapters.length == 0 ? Engine.BASE : adapters[random.nextInt(adapters.length)];
            int prompt = around(MEAN_PROMPT_TOKENS);
            int output = around(MEAN_OUTPUT_TOKENS);
            engine.submit(new EngineRequest(requests++, nextArrival, prompt, output, adapter, PrefixHashes.NONE));
            nextArrival += gapNanos;
        }
    }

    private void pass(StepResult result) {
        now = result.idle() ? nextArrival : now + result.durationNanos();
    }

    private int around(int mean) {
        return mean / 2 + random.nextInt(mean + 1);
    }
}
