package dev.berth.domain.engine;

import dev.berth.domain.slo.SloJudge;
import dev.berth.domain.slo.SloTarget;

/**
 * The highest steady rate of equal requests that one pod serves within an SLO, in closed form.
 *
 * <p>Let x be the requests that start in one step. In a steady state x requests also end in it, so by Little's law
 * {@code B = x * out} sequences decode, {@code x * in} prompt tokens are computed, and {@code B * (in + out / 2)} KV tokens
 * are read. With w = c1*out + c2*in + c3*out*(in + out/2), the LoRA factor L and the host's time h0 + h1*B, the step lasts
 *
 * <pre>
 *   t(x) = L * (c0 + x * w) + h0 + h1 * x * out          rate(x) = x / t(x)
 * </pre>
 *
 * Both rise with x, so the capacity is rate(x*) at the largest x that violates nothing. Each bound is linear in t, hence
 * gives its x directly:
 *
 * <ul>
 *   <li>TPOT: {@code t <= tpot}, if there is more than one output token
 *   <li>TTFT: {@code (1/2 + n) * t + L*c2*in <= ttft}: half a step until the next one begins, then n steps of chunked
 *       prefill, in which the request's own prompt comes on top of what a mean step computes. The target is the one that
 *       {@link SloJudge} holds a request of this length to, so that a long prompt is not called impossible
 *   <li>E2E: {@code (1/2 + n + out - 1) * t + L*c2*in <= e2e}
 *   <li>sequences: {@code x * out <= max_num_seqs}; KV: {@code x * out * (in + out/2) <= kvTokens};
 *       tokens of a step: {@code x * (in + out) <= max_num_batched_tokens}
 * </ul>
 *
 * It is a mean-value model: it knows nothing of bursts. The planner's target utilisation leaves the room for those.
 */
public final class SloCapacity {
    /** An SLO-free pod still must not let one step grow without end. Seconds. */
    private static final double LONGEST_STEP_SECONDS = 10;

    private final EngineSpec engine;
    private final double distinctAdapters;

    /**
     * @param distinctAdapters distinct adapters in a typical batch, which sets the LoRA cost; 0 for base-model traffic
     */
    public SloCapacity(EngineSpec engine, double distinctAdapters) {
        this.engine = engine;
        this.distinctAdapters = distinctAdapters;
    }

    /**
     * An operating point of a pod.
     *
     * @param requestsPerSecond 0 if even a single request at a time can't meet the SLO
     * @param concurrency requests in the pod, rate x e2e (Little)
     */
    public record Point(
            double requestsPerSecond, double ttftSeconds, double tpotSeconds, double e2eSeconds, double concurrency) {}

    /** The capacity for requests of this length within the target. If none, the latencies are those of an idle pod. */
    public Point atSlo(long promptTokens, long outputTokens, SloTarget target) {
        Shape shape = new Shape(promptTokens, outputTokens);
        double longest = LONGEST_STEP_SECONDS;
        if (target.tpotSeconds() > 0 && outputTokens > 1) {
            longest = Math.min(longest, target.tpotSeconds());
        }
        double ttftTarget = SloJudge.ttftTargetSeconds(target, idlePrefillSeconds(promptTokens));
        if (ttftTarget > 0) {
            longest = Math.min(longest, (ttftTarget - shape.ownPrefillSeconds()) / shape.stepsToFirstToken());
        }
        if (target.e2eSeconds() > 0) {
            longest = Math.min(longest, (target.e2eSeconds() - shape.ownPrefillSeconds()) / shape.stepsInAll());
        }
        double startsPerStep = Math.min(shape.startsAtStepSeconds(longest), shape.startsWithinLimits());
        return shape.point(startsPerStep > 0 ? startsPerStep : 0);
    }

    private double idlePrefillSeconds(long promptTokens) {
        return engine.stepTime()
                .idlePrefillSeconds(promptTokens, engine.limits().maxBatchedTokens());
    }

    private final class Shape {
        private final double prompt;
        private final double output;
        private final double prefillSteps;

        Shape(long promptTokens, long outputTokens) {
            this.prompt = Math.max(1, promptTokens);
            this.output = Math.max(1, outputTokens);
            this.prefillSteps = Math.ceil(prompt / engine.limits().maxBatchedTokens());
        }

        double stepsToFirstToken() {
            return 0.5 + prefillSteps;
        }

        double stepsInAll() {
            return stepsToFirstToken() + output - 1;
        }

        double ownPrefillSeconds() {
            StepTime t = engine.stepTime();
            return t.loraFactor(distinctAdapters) * t.perPrefillTokenMillis() * prompt / 1000;
        }

        /** w of the class comment, milliseconds per started request. */
        private double workMillis() {
            StepTime t = engine.stepTime();
            return t.perSequenceMillis() * output
                    + t.perPrefillTokenMillis() * prompt
                    + t.perKvTokenMillis() * output * meanKvTokens();
        }

        private double meanKvTokens() {
            return prompt + output / 2;
        }

        private double stepSeconds(double startsPerStep) {
            StepTime t = engine.stepTime();
            double pass = t.loraFactor(distinctAdapters) * (t.baseMillis() + startsPerStep * workMillis());
            return (pass + t.hostTimeMillis(startsPerStep * output, 0)) / 1000;
        }

        double startsAtStepSeconds(double seconds) {
            StepTime t = engine.stepTime();
            double factor = t.loraFactor(distinctAdapters);
            double pass = (seconds * 1000 - t.hostMillis()) / factor;
            return (pass - t.baseMillis()) / (workMillis() + t.hostPerRunningMillis() * output / factor);
        }

        double startsWithinLimits() {
            EngineLimits limits = engine.limits();
            if (prompt + output > limits.maxModelLen()) {
                return 0;
            }
            double bySequences = limits.maxNumSeqs() / output;
            double byKv = limits.kvTokens() / (output * meanKvTokens());
            double byStep = limits.maxBatchedTokens() / (prompt + output);
            return Math.min(bySequences, Math.min(byKv, byStep));
        }

        Point point(double startsPerStep) {
            double step = stepSeconds(startsPerStep);
            double rate = startsPerStep / step;
            double e2e = stepsInAll() * step + ownPrefillSeconds();
            double ttft = stepsToFirstToken() * step + ownPrefillSeconds();
            return new Point(rate, ttft, output > 1 ? step : 0, e2e, rate * e2e);
        }
    }
}
