package dev.berth.evaluation.scenario;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.StepTime;

/**
 * What adapters in a batch cost a step: {@code 1 + fixed + perAdapter * adapters}. The two ends of what was published (Agullo
 * et al., fits to two vLLM versions); every claim is run at both.
 */
public enum LoraOverhead {
    LOW(0.078, 0.0006),
    HIGH(1.0, 0.019);

    private final double fixed;
    private final double perAdapter;

    LoraOverhead(double fixed, double perAdapter) {
        this.fixed = fixed;
        this.perAdapter = perAdapter;
    }

    public double fixed() {
        return fixed;
    }

    public double perAdapter() {
        return perAdapter;
    }

    /** The same engine with this overhead. */
    public EngineSpec of(EngineSpec engine) {
        StepTime step = engine.stepTime();
        return new EngineSpec(
                engine.name(),
                engine.gpu(),
                engine.model(),
                engine.pricePerHour(),
                new StepTime(
                        step.baseMillis(),
                        step.perSequenceMillis(),
                        step.perPrefillTokenMillis(),
                        step.perKvTokenMillis(),
                        fixed,
                        perAdapter),
                engine.limits(),
                engine.loadTimes(),
                engine.bytesPerPromptToken(),
                engine.startSeconds(),
                engine.sources());
    }
}
