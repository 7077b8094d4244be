package dev.berth.streaming.profile;

import static dev.berth.streaming.profile.EngineStory.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.Version;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.EngineText;
import dev.berth.domain.engine.StepTime;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.json.Json;
import dev.berth.domain.profile.Grid;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.Matrix;
import dev.berth.domain.profile.ProfileFromEngine;
import dev.berth.domain.slo.SloTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProfileLearningTest {
    private static final SloTarget SLO = new SloTarget(2, 0.1, 0);
    private static final StepTime TWICE = new StepTime(66, 0.4, 0.52, 0, 0.078, 0.00057);

    private final ProfileLearning learning = new ProfileLearning(ProfileConfig.DEFAULTS);
    private final LearnerMemory memory = new LearnerMemory();
    private final Random random = new Random(5);
    private int second;

    private static EngineSpec a10() {
        try {
            return EngineText.read("a10", Files.readString(Path.of("../datasets/engines/a10.json")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static LatencyProfile offline() {
        return ProfileFromEngine.of(
                Version.firstOf(1),
                0,
                EngineStory.DEPLOYMENT,
                "llama",
                a10(),
                SLO,
                a10().limits().maxLoras());
    }

    private void learn(StepTime engine, int readings) {
        for (int i = 0; i < readings; i++) {
            EngineLearner.learn(memory, told(EngineStory.reading(engine, random, second++, 0.03), "1", 8));
        }
    }

    private Optional<LatencyProfile> profile(ProfileBasis basis) {
        return learning.profile(memory, basis, Version.firstOf(2), EngineStory.at(second), EngineStory.DEPLOYMENT);
    }

    @Test
    void withTooFewReadingsOrNothingDeclaredThereIsNoProfile() {
        learn(TWICE, 20);
        assertThat(profile(new ProfileBasis(offline(), null))).isEmpty();
        learn(TWICE, 100);
        assertThat(profile(ProfileBasis.NONE)).isEmpty();
        assertThat(profile(new ProfileBasis(offline(), null))).isPresent();
    }

    @Test
    void whatIsLearnedIsTheEngineThatServesWithItsErrorsAndItsOrigin() {
        learn(TWICE, 600);
        LatencyProfile learned = profile(new ProfileBasis(offline(), null)).orElseThrow();
        assertThat(learned.engine().stepTime().millis(8, 0, 6_400, 4))
                .isCloseTo(TWICE.millis(8, 0, 6_400, 4), within(2.0));
        assertThat(learned.relativeError()).isBetween(0.001, 0.05);
        assertThat(learned.samples()).isEqualTo(600);
        assertThat(learned.estimates()).hasSize(6).allMatch(estimate -> estimate.standardError() > 0);
        assertThat(learned.learnedSinceMillis()).isEqualTo(EngineStory.at(0));
        Grid.Cell seen = learned.indexes().nearest(64, 512);
        assertThat(learned.measured().get(seen.row()).get(seen.column())).isTrue();
        Grid.Cell unseen = learned.indexes().nearest(1_024, 16_384);
        assertThat(learned.measured().get(unseen.row()).get(unseen.column())).isFalse();
        assertThat(learned.extrapolatedError()).isPositive();
        assertThat(learned.tputs().at(seen))
                .as("an engine half as fast")
                .isLessThan(0.65 * offline().tputs().at(seen));
        assertThat(Json.read(Json.write(learned), LatencyProfile.class)).isEqualTo(learned);
    }

    @Test
    void aDeploymentThatIsOnlyInTheCatalogIsLearnedToo() {
        DeploymentSpec declared =
                new DeploymentSpec(EngineStory.DEPLOYMENT, "llama", "NVIDIA A10", 0.15, 4, 16, 64, 1, 3);
        learn(TWICE, 300);
        LatencyProfile learned = profile(new ProfileBasis(null, declared)).orElseThrow();
        assertThat(learned.baseModel()).isEqualTo("llama");
        assertThat(learned.gpu()).isEqualTo("NVIDIA A10");
        assertThat(learned.engine().limits().maxLoras())
                .as("the engine tells of itself")
                .isEqualTo(8);
        assertThat(learned.engine().stepTime().millis(8, 0, 6_400, 4))
                .isCloseTo(TWICE.millis(8, 0, 6_400, 4), within(3.0));
    }

    @Test
    void aBenchmarkedCellThatTrafficDoesNotShowIsTheBenchmarksCorrected() {
        LatencyProfile computed = offline();
        List<List<Boolean>> all = computed.measured().stream()
                .map(row -> row.stream().map(cell -> true).toList())
                .toList();
        LatencyProfile benchmark = new LatencyProfile(
                computed.version(),
                0,
                computed.deployment(),
                computed.baseModel(),
                computed.gpu(),
                computed.cost(),
                computed.indexes(),
                new Matrix(computed.tputs().rows().stream()
                        .map(row -> row.stream().map(value -> 0.8 * value).toList())
                        .toList()),
                computed.e2e(),
                computed.ttft(),
                computed.tpot(),
                computed.slos(),
                computed.engine(),
                0,
                0,
                all,
                0);
        learn(TWICE, 600);
        LatencyProfile fromModel = profile(new ProfileBasis(computed, null)).orElseThrow();
        LatencyProfile corrected = profile(new ProfileBasis(benchmark, null)).orElseThrow();
        Grid.Cell unseen = corrected.indexes().nearest(16, 64);
        assertThat(corrected.measured().get(unseen.row()).get(unseen.column())).isFalse();
        assertThat(corrected.tputs().at(unseen))
                .isCloseTo(0.8 * fromModel.tputs().at(unseen), within(1e-6));
    }

    @Test
    void whatDiffersByLessThanItsErrorIsNotToldAgain() {
        ProfileBasis basis = new ProfileBasis(offline(), null);
        learn(TWICE, 600);
        LatencyProfile first = profile(basis).orElseThrow();
        assertThat(ProfileLearning.supersedes(null, first)).isTrue();
        learn(TWICE, 100);
        assertThat(ProfileLearning.supersedes(first, profile(basis).orElseThrow()))
                .isFalse();
        learn(new StepTime(33, 0.2, 0.26, 0, 0.078, 0.00057), 400);
        LatencyProfile faster = profile(basis).orElseThrow();
        assertThat(ProfileLearning.supersedes(first, faster)).isTrue();
    }
}
