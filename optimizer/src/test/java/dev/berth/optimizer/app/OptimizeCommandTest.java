package dev.berth.optimizer.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.json.Json;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.Story;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptimizeCommandTest {
    @TempDir
    private Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeDocuments() throws IOException {
        Story story =
                Story.of(3).adapter("chat").adapter("docs").asked("chat", 12).asked("docs", 2);
        write("catalog.json", story.catalog());
        write("fleet.json", story.fleet());
        write("demand.json", List.copyOf(story.demand().values()));
        write("profiles.json", List.of(Story.profile()));
    }

    private void write(String name, Object document) throws IOException {
        Files.writeString(dir.resolve(name), Json.write(document));
    }

    private int run(String... args) {
        return Verb.run(new OptimizeCommand(), new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private int onFiles(String... more) {
        List<String> args = new ArrayList<>(List.of(more));
        for (String document : List.of("catalog", "fleet", "demand", "profiles")) {
            args.add("--" + document + "-doc");
            args.add(dir.resolve(document + ".json").toString());
        }
        return run(args.toArray(String[]::new));
    }

    @Test
    void documentsInFilesBecomeAPlanInAFile() throws IOException {
        Path file = dir.resolve("plan.json");

        assertThat(onFiles("--plan-out", file.toString())).as(err.toString()).isZero();

        PlacementPlan plan = Json.read(Files.readString(file), PlacementPlan.class);
        assertThat(plan.assignments().get("chat")).hasSizeGreaterThanOrEqualTo(2);
        assertThat(out.toString()).contains("+ load", "Plan: ", "unserved 0 %", "Nothing was published.");
        assertThat(onFiles("--current-doc", file.toString())).isZero();
        assertThat(out.toString()).endsWith("No changes: the plan in force is as good.\n");
    }

    @Test
    void theSameDocumentsGiveTheSameBytes() throws IOException {
        Path once = dir.resolve("once.json");
        Path again = dir.resolve("again.json");

        assertThat(onFiles("--plan-out", once.toString())).isZero();
        assertThat(onFiles("--plan-out", again.toString())).isZero();

        assertThat(again).hasSameBinaryContentAs(once);
    }

    @Test
    void aFolderOfDocumentsIsPlannedOnWithThePlanInForceLedgerAndControlThatItHolds() throws IOException {
        Path plan = dir.resolve("plan.json");
        assertThat(run("--from", dir.toString(), "--plan-out", plan.toString()))
                .as(err.toString())
                .isZero();
        assertThat(run("--from", dir.toString())).isZero();
        assertThat(out.toString()).endsWith("No changes: the plan in force is as good.\n");

        Story story = Story.of(3).adapter("chat").adapter("docs").pinned("docs", "pod-3");
        write("control.json", story.control());
        write(
                "ledger.json",
                story.failed("chat", "pod-1", Story.NOW + 60_000, "no space").ledger());
        Files.delete(plan);
        assertThat(run("--from", dir.toString(), "--plan-out", plan.toString())).isZero();
        PlacementPlan made = Json.read(Files.readString(plan), PlacementPlan.class);
        assertThat(made.assignments().get("docs"))
                .filteredOn(a -> a.weight() > 0)
                .extracting(a -> a.pod().pod())
                .containsExactly("pod-3");
        assertThat(made.assignments().get("chat"))
                .extracting(a -> a.pod().pod())
                .doesNotContain("pod-1");
    }

    @Test
    void whatIsMissingInAFolderOrAmongFilesIsNamed() throws IOException {
        Files.delete(dir.resolve("demand.json"));
        assertThat(run("--from", dir.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("demand.json: no such file");
        assertThat(run("--from", dir.resolve("none").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("--from: there is no folder");
        assertThat(run("--catalog-doc", dir.resolve("catalog.json").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("missing: --fleet-doc");
    }

    @Test
    void questionsAreAnsweredOnFilesAsWell() {
        assertThat(run("--from", dir.toString(), "--what-if", "pods+1"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("What if 1 more of default/sim: what-if-1?", "Nothing was published.");
        assertThat(run("--from", dir.toString(), "--what-if", "pods*2")).isEqualTo(2);
        assertThat(err.toString()).contains("a what-if is pods+N, pods-N");

        int explained = Verb.run(
                new ExplainCommand(),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "adapter",
                "chat",
                "--from",
                dir.toString());
        assertThat(explained).as(err.toString()).isZero();
        assertThat(out.toString()).contains("none in force", "a load of 1.20 pods");
    }

    @Test
    void jsonIsForPrograms() {
        assertThat(onFiles("--output", "json")).isZero();

        JsonNode answer = Json.tree(out.toString());
        assertThat(answer.at("/decision").asText()).isEqualTo("publish");
        assertThat(answer.at("/published").asBoolean()).isFalse();
        assertThat(answer.at("/plan/assignments/docs").findValuesAsText("weight"))
                .containsExactlyInAnyOrder("1.0", "0.0", "0.0");
    }

    @Test
    void anotherPolicyPlansAsItIs() {
        assertThat(onFiles("--policy", "register-everywhere", "--output", "json"))
                .as(err.toString())
                .isZero();

        JsonNode answer = Json.tree(out.toString());
        assertThat(answer.at("/reason").asText()).isEqualTo("policy register-everywhere places so");
        assertThat(answer.at("/plan/assignments/docs")).hasSize(3);
    }

    @Test
    void anUnknownPolicyIsOneSentenceWithAll() throws IOException {
        assertThat(onFiles("--policy", "lptt")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--policy: no placement policy is called 'lptt'; did you mean 'lpt'?; there are register-")
                .doesNotContain("\tat ");
        assertThat(onFiles("--policy", "oracle")).isEqualTo(2);
        assertThat(err.toString()).contains("'oracle' must know the demand to come, which only a replay can tell");

        Path config = dir.resolve("config.yaml");
        Files.writeString(config, "policy: first\n");
        assertThat(onFiles("--config", config.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("no placement policy is called 'first'", "first-n");
    }

    @Test
    void badUsageIsOneSentenceAndTwo() {
        assertThat(run("--oncce")).isEqualTo(2);
        assertThat(err.toString()).contains("Unknown option: '--oncce'").contains("--once");
        assertThat(run("--every", "banana", "--once")).isEqualTo(2);
        assertThat(err.toString()).contains("'--every': a time above 0 such as 500ms, 30s or 2m, not 'banana'");
        assertThat(run("--output", "xml")).isEqualTo(2);
    }

    @Test
    void badInputIsOneSentenceAndOne() throws IOException {
        Path config = dir.resolve("config.yaml");
        Files.writeString(config, "planning:\n  targetLaod: 0.7\n");
        assertThat(onFiles("--config", config.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("unknown key 'planning.targetLaod'").contains("did you mean 'targetLoad'?");

        Files.writeString(dir.resolve("demand.json"), "[]");
        assertThat(onFiles()).isEqualTo(1);
        assertThat(err.toString()).contains("not ready to plan: demand: none measured yet");

        Files.writeString(dir.resolve("fleet.json"), "{");
        assertThat(onFiles()).isEqualTo(1);
        Files.delete(dir.resolve("fleet.json"));
        assertThat(onFiles()).isEqualTo(1);
        assertThat(err.toString()).contains("fleet.json: no such file").doesNotContain("\tat ");
    }

    @Test
    void anAbsentStoreIsOneSentenceAndOne() {
        assertThat(run("--redis", "redis://127.0.0.1:1", "--once")).isEqualTo(1);
        assertThat(err.toString()).startsWith("berth optimize: ").doesNotContain("\tat ");
    }

    @Test
    void whatIsNoStoreFleetPortOrPlaceForAPlanIsWrongUsageInOneSentence() {
        assertThat(run("--redis", "banana", "--once")).isEqualTo(2);
        assertThat(err.toString()).contains("'banana' is not the address of a Redis; write redis://HOST:PORT");
        assertThat(run("--fleet", "a b", "--once")).isEqualTo(2);
        assertThat(err.toString()).contains("'a b' is no name for a fleet");
        assertThat(run("--admin-port", "70000")).isEqualTo(2);
        assertThat(err.toString()).contains("--admin-port is 0 to 65535, or -1 for none; not 70000");
        assertThat(run("--plan-out", "plan.json")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--plan-out goes with --once, --dry-run, --what-if or documents in files")
                .doesNotContain("\tat ");
        assertThat(onFiles("--plan-out", dir.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("cannot write " + dir + ": Is a directory");
        assertThat(onFiles("--plan-out", dir.resolve("no/plan.json").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("there is no such folder");
        assertThat(onFiles("--config", dir.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("cannot read " + dir + ": Is a directory");
    }

    @Test
    void numbersThatAreNoneAreLeftOutAndSaidAndTheRestIsServed() throws IOException {
        String profiles = Files.readString(dir.resolve("profiles.json"));
        Files.writeString(dir.resolve("profiles.json"), profiles.replaceFirst("10\\.0", "NaN"));
        String demand = Files.readString(dir.resolve("demand.json"));
        Files.writeString(
                dir.resolve("demand.json"),
                demand.replaceFirst("\"forecastPerSecond\":2\\.0", "\"forecastPerSecond\":NaN")
                        .replaceFirst("\"arrivalsPerSecond\":2\\.0", "\"arrivalsPerSecond\":NaN"));

        assertThat(onFiles()).as(err.toString()).isZero();

        assertThat(err.toString())
                .contains("profile of default/sim: 1 of its values are no numbers, and count as not served");
        assertThat(out.toString())
                .contains("left out: demand of docs: NaN requests a second is no rate")
                .contains("unserved 0 %");
    }

    @Test
    void whatIsLeftOutIsSaidEvenIfThePlanInForceIsKept() throws IOException {
        Story story = Story.of(3)
                .adapter("chat")
                .adapter("docs")
                .asked("chat", 12)
                .asked("docs", 2)
                .pinned("ghost", "pod-1");
        write("control.json", story.control());
        Path plan = dir.resolve("plan.json");
        assertThat(run("--from", dir.toString(), "--plan-out", plan.toString())).isZero();

        assertThat(run("--from", dir.toString())).isZero();

        assertThat(out.toString())
                .endsWith(
                        """
                        No changes: the plan in force is as good.
                          left out: pin of ghost: the catalog has no adapter of this name
                        """);
    }

    @Test
    void helpHasAnExample() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains("./berth optimize --fleet demo --once --dry-run")
                .contains("dynamo-flow");
    }
}
