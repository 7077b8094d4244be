package dev.berth.streaming.profile;

import dev.berth.domain.demand.AdapterEvent;
import dev.berth.domain.demand.EngineSample;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.TokenSource;
import dev.berth.domain.engine.StepTime;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge;
import java.util.List;
import java.util.Random;

/** What happens on a pod, in seconds after a morning. */
final class EngineStory {
    static final long MORNING = 1_700_000_000_000L;
    static final String POD = "pod-1";
    static final String DEPLOYMENT = "default/sim";

    private EngineStory() {}

    static long at(double seconds) {
        return MORNING + Math.round(seconds * 1_000);
    }

    /** A stream that was sent at once, began and ended at those moments. */
    static RequestFinished request(
            String model, double sent, double first, double end, long promptTokens, long outputTokens) {
        return finished(model, sent, first, end, promptTokens, outputTokens, "life-1", Outcome.COMPLETED, true);
    }

    static RequestFinished finished(
            String model,
            double sent,
            double first,
            double end,
            long promptTokens,
            long outputTokens,
            String incarnation,
            Outcome outcome,
            boolean stream) {
        return new RequestFinished(
                RequestRecord.FORM,
                "router-1",
                at(end),
                "r-" + sent,
                model,
                "",
                at(sent),
                POD,
                incarnation,
                1,
                outcome,
                200,
                stream,
                0,
                first - sent,
                end - sent,
                promptTokens,
                0,
                outputTokens,
                TokenSource.USAGE,
                "",
                SloJudge.Verdict.MET,
                "",
                "");
    }

    static EngineSample sample(double seconds, double generated) {
        return sample(seconds, generated, 0, "life-1", 8, 0);
    }

    static EngineSample sample(
            double seconds, double generated, double prompts, String incarnation, int maxLora, double preemptions) {
        return new EngineSample(
                EngineSample.FORM,
                POD,
                incarnation,
                DEPLOYMENT,
                at(seconds),
                true,
                0.01,
                4,
                0,
                0.5,
                prompts,
                generated,
                preemptions,
                0,
                0,
                0,
                maxLora,
                List.of("sql"));
    }

    static AdapterEvent load(String adapter, int rank, double seconds, double at) {
        return new AdapterEvent(
                AdapterEvent.FORM,
                adapter,
                adapter,
                POD,
                "life-1",
                DEPLOYMENT,
                AdapterEvent.Kind.LOADED,
                rank,
                1_000,
                seconds,
                "",
                at(at));
    }

    /** A reading of an engine, off by some noise: 1 to 16 sequences, every third with prompts. */
    static StepReading reading(StepTime engine, Random random, double atSeconds, double noise) {
        double sequences = 1 + random.nextInt(16);
        double prefill = random.nextInt(3) == 0 ? random.nextInt(400) : 0;
        double kv = sequences * 800;
        double adapters = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(6);
        double millis = engine.millis(sequences, prefill, kv, adapters) * (1 + noise * random.nextGaussian());
        return new StepReading(at(atSeconds), millis, sequences, prefill, kv, adapters, 1 / sequences);
    }

    static EngineReading told(StepReading step, String incarnation, int maxLora) {
        return new EngineReading(DEPLOYMENT, POD, incarnation, maxLora, step, 500, 60);
    }
}
