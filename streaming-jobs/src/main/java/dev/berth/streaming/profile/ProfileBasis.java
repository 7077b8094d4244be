package dev.berth.streaming.profile;

import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import dev.berth.domain.engine.StepTime;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.slo.SloTarget;
import java.util.List;

/**
 * What is declared of a deployment, and so what a learned profile begins with.
 *
 * @param offline its offline profile; null if there is none
 * @param declared its facts in the catalog; null if it is not there
 */
public record ProfileBasis(LatencyProfile offline, DeploymentSpec declared) {
    /** Nothing is declared: then nothing is published, since nobody says what model it serves. */
    public static final ProfileBasis NONE = new ProfileBasis(null, null);

    private static final SloTarget STANDARD_SLO = new SloTarget(2, 0.1, 0);
    private static final int MAX_BATCHED_TOKENS = 2_048;
    private static final double BYTES_PER_TOKEN = 4;

    /** A vLLM with its defaults on a middling GPU. */
    private static final EngineLimits LIMITS =
            new EngineLimits(256, MAX_BATCHED_TOKENS, 100_000, 16, 16_384, 8, 32, 64);

    private static final List<LoadTime> LOAD_TIMES =
            List.of(new LoadTime(8, 7, 100, 40), new LoadTime(64, 20, 1_000, 170));

    boolean known() {
        return offline != null || declared != null;
    }

    String baseModel() {
        return declared != null ? declared.baseModel() : offline != null ? offline.baseModel() : "";
    }

    String gpu() {
        return declared != null ? declared.gpu() : offline != null ? offline.gpu() : "";
    }

    double price() {
        return offline != null ? offline.cost() : declared != null ? declared.pricePerHour() : 0;
    }

    SloTarget slo() {
        return offline != null ? offline.slos() : STANDARD_SLO;
    }

    /** Null if only limits are declared. */
    StepTime stepTime() {
        return offline == null ? null : offline.engine().stepTime();
    }

    public EngineTraits traits() {
        return new EngineTraits(
                baseModel(),
                offline == null ? MAX_BATCHED_TOKENS : offline.engine().limits().maxBatchedTokens());
    }

    /** The declared engine; with a step time that is only there to be replaced if none is declared. */
    EngineSpec engine() {
        EngineSpec engine = offline != null
                ? offline.engine()
                : new EngineSpec(
                        "learned",
                        gpu(),
                        baseModel(),
                        price(),
                        new StepTime(1, 0, 0, 0, 0, 0),
                        LIMITS,
                        LOAD_TIMES,
                        BYTES_PER_TOKEN,
                        90,
                        List.of("limits and load times: assumed, no profile is declared"));
        if (declared == null) {
            return engine;
        }
        return engine.withLimits(engine.limits().withLoras(declared.maxLoras(), declared.maxCpuLoras()));
    }
}
