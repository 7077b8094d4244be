package dev.berth.evaluation.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.Version;
import dev.berth.domain.config.ConfigException;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.TokenSource;
import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import dev.berth.domain.engine.StepTime;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.fleet.Readiness;
import dev.berth.domain.json.Json;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.profile.ProfileFromEngine;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloClass;
import dev.berth.domain.slo.SloJudge;
import dev.berth.domain.slo.SloTarget;
import dev.berth.evaluation.compare.report.PlanComparison;
import dev.berth.evaluation.outcome.RunResult;
import dev.berth.evaluation.virtual.VirtualWorld;
import dev.berth.evaluation.virtual.WorldConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two pods, two adapters, two minutes of a log in which one adapter is asked for by a stranger, too. */
class RecordedScenarioTest {
    private static final String BASE = "llama";
    private static final String DEPLOYMENT = "default/small";
    private static final long NOW = 1_767_225_600_000L;

    @TempDir
    Path folder;

    private Path log;

    @BeforeEach
    void writeDocuments() throws IOException {
        List<AdapterSpec> adapters = List.of(adapter("a"), adapter("b"));
        SloClass standard = new SloClass("standard", new SloTarget(1, 0.1, 0), 2);
        DeploymentSpec deployment = new DeploymentSpec(DEPLOYMENT, BASE, "GPU", 1, 2, 4, 64, 1, 6);
        Catalog catalog = new Catalog(Version.NONE, 0, adapters, List.of(standard), List.of(deployment));
        Fleet fleet = new Fleet(Version.NONE, 0, 1, List.of(pod("p1"), pod("p2"), lost("p3")));
        Files.writeString(folder.resolve("catalog.json"), Json.write(catalog));
        Files.writeString(folder.resolve("fleet.json"), Json.write(fleet));
        Files.writeString(
                folder.resolve("profiles.json"),
                Json.write(List.of(ProfileFromEngine.of(
                        Version.NONE, 0, DEPLOYMENT, BASE, engine(), new SloTarget(1, 0.1, 0), 2))));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 240; i++) {
            String model = i == 100 ? "stranger" : i % 4 == 0 ? "b" : "a";
            lines.add(Json.write(finished(i, model)));
        }
        log = folder.resolve("requests.jsonl");
        Files.write(log, lines);
    }

    private static AdapterSpec adapter(String name) {
        return new AdapterSpec(name, BASE, "/lora/" + name, "", name, 16, 1, "standard", 1, 0, 0, "");
    }

    private static PodState pod(String name) {
        return new PodState(
                new PodIncarnation(name, "7"), DEPLOYMENT, "http://127.0.0.1:1", "a", Readiness.READY, 0, List.of());
    }

    private static PodState lost(String name) {
        return new PodState(
                new PodIncarnation(name, ""),
                DEPLOYMENT,
                "http://127.0.0.1:2",
                "b",
                Readiness.UNREACHABLE,
                0,
                List.of());
    }

    private static EngineSpec engine() {
        return new EngineSpec(
                "small",
                "GPU",
                BASE,
                1,
                new StepTime(10, 0.2, 0.05, 0, 0.08, 0.001),
                new EngineLimits(64, 2_048, 100_000, 16, 8_192, 8, 32, 64),
                List.of(new LoadTime(16, 5, 200, 50)),
                4,
                20,
                List.of());
    }

    private static RequestFinished finished(int number, String model) {
        long arrived = NOW + number * 500L;
        return new RequestFinished(
                RequestRecord.FORM,
                "router-1",
                arrived + 1_000,
                "r-" + number,
                model,
                "",
                arrived,
                "p1",
                "7",
                1,
                Outcome.COMPLETED,
                200,
                true,
                0,
                0.1,
                1,
                300,
                0,
                40,
                TokenSource.USAGE,
                "standard",
                SloJudge.Verdict.MET,
                "",
                "");
    }

    private static PlacementPlan plan(long counter, String... pods) {
        List<Assignment> on = new ArrayList<>();
        for (String pod : pods) {
            on.add(new Assignment(new PodIncarnation(pod, "7"), Tier.HOT, 1.0 / pods.length));
        }
        PlacementPlan.Outlook outlook = new PlacementPlan.Outlook(1, 1, 1);
        return new PlacementPlan(
                new Version(NOW, counter),
                NOW,
                new PlacementPlan.Inputs(Version.NONE, Version.NONE, 1, 0, Map.of()),
                Map.of("a", on, "b", on),
                Map.of(DEPLOYMENT, 2),
                List.of(),
                List.of(),
                List.of(),
                outlook,
                outlook,
                0,
                0,
                new PlacementPlan.SolverRun("told", 1, 0, 0));
    }

    @Test
    void aFleetAndItsLogAreAScenario() {
        Scenario scenario = RecordedScenario.read(folder, log);
        assertThat(scenario.pods()).extracting(ScenarioPod::name).containsExactly("p1", "p2");
        assertThat(scenario.engine(DEPLOYMENT).limits().maxLoras())
                .as("the catalog's slots, not the profile's")
                .isEqualTo(2);
        assertThat(scenario.deployments().get(0).maxPods()).as("nobody scales").isEqualTo(2);
        assertThat(scenario.requests(1)).toIterable().hasSize(239);
        assertThat(scenario.notes())
                .anyMatch(note -> note.contains("p3"))
                .anyMatch(note -> note.startsWith("1 of 240 requests are left out"));
    }

    @Test
    void twoPlansAreComparedOnTheSameRequests() {
        Scenario scenario = RecordedScenario.read(folder, log);
        WorldConfig config = WorldConfig.DEFAULTS.withWarmUp(0);
        RunResult onOne = VirtualWorld.run(scenario, plan(1, "p1"), "least-request", config, 1);
        RunResult onBoth = VirtualWorld.run(scenario, plan(2, "p1", "p2"), "least-request", config, 1);
        assertThat(onOne.requests().offered()).isEqualTo(239);
        assertThat(onOne.requests().completed()).isEqualTo(239);
        assertThat(onOne.pods().get(0).requests()).isEqualTo(239);
        assertThat(onOne.pods().get(1).requests())
                .as("nothing is planned there")
                .isZero();
        assertThat(onBoth.pods()).allMatch(pod -> pod.requests() > 50);
        assertThat(Json.write(VirtualWorld.run(scenario, plan(2, "p1", "p2"), "least-request", config, 1)))
                .isEqualTo(Json.write(onBoth));
        String text = new PlanComparison(
                        "requests.jsonl",
                        scenario.notes(),
                        new PlanComparison.Side("one.json", "1:1", onOne),
                        new PlanComparison.Side("both.json", "1:2", onBoth))
                .text();
        assertThat(text)
                .contains("requests.jsonl: 239 requests in 120 s under two plans")
                .contains("attained %")
                .contains("  class standard")
                .contains("  p2 busy %");
    }

    @Test
    void whatIsMissingIsSaid() throws IOException {
        Files.delete(folder.resolve("fleet.json"));
        assertThatThrownBy(() -> RecordedScenario.read(folder, log))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("fleet.json: can't be read: no such file");
    }
}
