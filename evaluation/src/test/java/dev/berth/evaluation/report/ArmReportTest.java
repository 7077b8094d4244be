package dev.berth.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.json.Json;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloClass;
import dev.berth.domain.slo.SloTarget;
import dev.berth.evaluation.SmallEngine;
import dev.berth.evaluation.replay.ReplayPlan;
import dev.berth.evaluation.replay.ReplayRequest;
import dev.berth.evaluation.replay.ReplayResult;
import dev.berth.evaluation.replay.ReplayResult.MachineLoad;
import dev.berth.evaluation.replay.RequestJudge;
import dev.berth.evaluation.replay.RequestResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Ten requests whose figures can be added up by hand: TTFT target 1 s, TPOT target 100 ms, prompts of 100 tokens. */
class ArmReportTest {
    private static final SloClass FAST = new SloClass("fast", new SloTarget(1.0, 0.100, 0), 4);
    private static final SloClass LAZY = new SloClass("lazy", new SloTarget(0, 0, 30), 1);
    private static final RequestJudge JUDGE =
            new RequestJudge(model -> model.equals("law") ? LAZY : FAST, SmallEngine.SPEC);

    private static RequestResult stream(String id, String model, double at, double ttft, double e2e) {
        return new RequestResult(
                id, model, true, at, at, at + ttft, at + e2e, Outcome.COMPLETED, 200, 100, 11, "pod-1", "");
    }

    private static RequestResult ended(String id, String model, double at, Outcome outcome, String error) {
        return new RequestResult(id, model, true, at, at, 0, at + 1, outcome, 0, 100, 0, "", error);
    }

    private static final List<RequestResult> RESULTS = List.of(
            stream("r0", "sql", 0, 0.5, 1.5), // met: TTFT 0.5, TPOT 0.1
            stream("r1", "sql", 1, 0.9, 1.4), // met: TTFT 0.9, TPOT 0.05
            stream("r2", "sql", 2, 1.1, 1.6), // missed: TTFT
            stream("r3", "sql", 3, 0.1, 1.6), // missed: TPOT 0.15
            stream("r4", "law", 4, 9.0, 20.0), // met: only E2E counts for it
            ended("r5", "law", 5, Outcome.REJECTED, "503 no ready pod"),
            ended("r6", "med", 6, Outcome.FAILED, "request r6 broke"),
            ended("r7", "med", 7, Outcome.FAILED, "request r7 broke"),
            ended("r8", "med", 8, Outcome.CLIENT_ABORT, "left"), // not counted
            // Not a stream: held to 1 s + 10 x 0.1 s = 2 s from when it was due; sent 0.3 s late, it took 1.8 s.
            new RequestResult("r9", "base", false, 9, 9.3, 0, 11.1, Outcome.COMPLETED, 200, 100, 11, "pod-1", ""));

    private static ReplayPlan plan() {
        List<ReplayRequest> requests = new ArrayList<>();
        for (RequestResult r : RESULTS) {
            requests.add(new ReplayRequest(r.id(), r.scheduledAt(), r.model(), 100, 11, r.stream(), List.of()));
        }
        return new ReplayPlan("test", requests, 10, 0, List.of("sql", "law", "med", "idle"), List.of(), 0, 3);
    }

    private static ArmReport report(String name) {
        ReplayResult result = new ReplayResult(0, RESULTS, new MachineLoad(0.5, 0.1), true);
        return ArmReport.of(name, plan(), result, JUDGE, new ArmCounters(5, 2, 1, 3, 0));
    }

    @Test
    void attainmentIsOfWhatWasOfferedWithoutTheClientsAborts() {
        ArmReport report = report("a");

        assertThat(report.attainment()).isEqualTo(new Attained(3, 9, 3 / 9.0));
        assertThat(report.attainmentSinceSent()).as("r9 would have met it").isEqualTo(new Attained(4, 9, 4 / 9.0));
        assertThat(report.goodputPerSecond()).isCloseTo(0.3, within(1e-12));
        assertThat(report.offeredPerSecond()).isCloseTo(1, within(1e-12));
        assertThat(report.outcomes())
                .isEqualTo(Map.of(
                        Outcome.COMPLETED, 6L, Outcome.REJECTED, 1L, Outcome.FAILED, 2L, Outcome.CLIENT_ABORT, 1L));
        assertThat(report.bySloClass())
                .isEqualTo(Map.of("fast", new Attained(2, 7, 2 / 7.0), "lazy", new Attained(1, 2, 0.5)));
    }

    @Test
    void fairnessIsOfTheAdaptersThatWereAskedFor() {
        AdapterFairness fairness = report("a").fairness();

        // sql 2 of 4, law 1 of 2, med 0 of 2; idle was not asked for, base is no adapter.
        assertThat(fairness.adapters()).isEqualTo(3);
        assertThat(fairness.worst()).isZero();
        assertThat(fairness.worstAdapter()).isEqualTo("med");
        assertThat(fairness.p5()).isCloseTo(0.05, within(1e-12));
        assertThat(fairness.shareAt99()).isZero();
        assertThat(fairness.jain()).isCloseTo(1.0 / (3 * 0.5), within(1e-12));
    }

    @Test
    void latenciesAreOfCompletedStreams() {
        ArmReport report = report("a");

        assertThat(report.ttft().count()).isEqualTo(5);
        assertThat(report.ttft().p50()).isCloseTo(0.9, within(1e-9));
        assertThat(report.ttft().max()).isCloseTo(9.0, within(1e-9));
        assertThat(report.tpot().p50()).isCloseTo(0.1, within(1e-9));
        assertThat(report.e2e().count()).isEqualTo(6);
        assertThat(report.e2e().p50()).isCloseTo(1.6, within(1e-9));
        assertThat(report.lag().max()).isCloseTo(0.3, within(1e-9));
    }

    @Test
    void theCeilingIsWhatAnIdlePodWouldServe() {
        // An idle SmallEngine reads 100 tokens in 110 ms and makes a token each 10 ms: within every target here.
        assertThat(report("a").ceiling()).isEqualTo(1);
        RequestJudge strict =
                new RequestJudge(model -> new SloClass("x", new SloTarget(1, 0.009, 0), 1), SmallEngine.SPEC);
        assertThat(ArmReport.of(
                                "b",
                                plan(),
                                new ReplayResult(0, RESULTS, MachineLoad.UNKNOWN, true),
                                strict,
                                ArmCounters.NONE)
                        .ceiling())
                .as("no step takes less than 10 ms, but an answer in one piece may use the time of its TTFT")
                .isEqualTo(0.1);
    }

    @Test
    void equalCausesAreCountedTogetherAndEachSecondIsKept() {
        ArmReport report = report("a");

        assertThat(report.errors()).isEqualTo(Map.of("503 no ready pod", 1L, "request ID broke", 2L, "left", 1L));
        assertThat(report.seconds()).hasSize(10);
        assertThat(report.seconds().get(0)).isEqualTo(new ArmReport.Second(0, 1, 1));
        assertThat(report.seconds().get(8)).isEqualTo(new ArmReport.Second(8, 0, 0));
    }

    @Test
    void aLateGeneratorAndABusyMachineAreSaid() {
        ReplayResult busy = new ReplayResult(0, RESULTS.subList(0, 9), new MachineLoad(0.97, 0.8), false);

        assertThat(ArmReport.of("a", plan(), busy, JUDGE, ArmCounters.NONE).warnings())
                .hasSize(2)
                .anyMatch(w -> w.contains("interrupted: 9 of 10 requests"))
                .anyMatch(w -> w.contains("all cores were busy in 80 % of the seconds"));
        assertThat(report("a").warnings())
                .hasSize(2)
                .anyMatch(w -> w.startsWith("the machine, not the pods, was the limit: the load generator sent late"))
                .anyMatch(w -> w.contains("costs 11.1 percentage points"));
    }

    @Test
    void theTextComparesTwoArmsAndSaysItsLimits() {
        String text = ReportPrinter.text(List.of(report("even + random"), report("berth")));

        assertThat(text.lines().findFirst().orElseThrow()).matches(" +even \\+ random +berth +difference");
        assertThat(text.lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "SLO attainment, by request 33.3 % 33.3 % +0.0 pp",
                        " class fast 28.6 % 28.6 % +0.0 pp",
                        "TTFT P50 900 ms 900 ms +0 %",
                        "requests sent 10 10 0",
                        "loads 5 5 0")
                .noneMatch(line -> line.contains("drift to recovered"));
        assertThat(text).contains("2  request ID broke").contains("3 requests of the trace's segment were left out");
        ReportPrinter.LIMITS.forEach(limit -> assertThat(text).contains(limit));
        assertThat(ReportPrinter.text(List.of(report("one")))
                        .lines()
                        .findFirst()
                        .orElseThrow())
                .isEqualToIgnoringWhitespace("one");
        assertThat(ReportPrinter.text(List.of())).isEqualTo("no arm was run\n");
    }

    @Test
    void everyFieldOfTheJsonIsDocumented() throws IOException {
        JsonNode json = Json.tree(ReportPrinter.json(List.of(report("a"), report("b"))));
        Set<String> fields = new TreeSet<>();
        collect(json, fields);
        fields.removeAll(
                Set.of("fast", "lazy", "sql", "law", "med", "base", "503 no ready pod", "request ID broke", "left"));
        fields.removeIf(field -> field.chars().allMatch(c -> Character.isUpperCase(c) || c == '_'));
        String page = Files.readString(Path.of("..", "docs", "report.md"));

        assertThat(json.at("/arms/1/attainment/met").asInt()).isEqualTo(3);
        assertThat(fields).hasSizeGreaterThan(40).allSatisfy(field -> assertThat(page)
                .contains("`" + field + "`"));
    }

    private static void collect(JsonNode node, Set<String> fields) {
        node.fields().forEachRemaining(field -> {
            fields.add(field.getKey());
            collect(field.getValue(), fields);
        });
        if (node.isArray()) {
            node.forEach(child -> collect(child, fields));
        }
    }
}
