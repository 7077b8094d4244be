package dev.berth.optimizer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.json.Json;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.certify.BoundSolver;
import dev.berth.optimizer.instances.Instance;
import dev.berth.optimizer.instances.InstanceGenerator;
import dev.berth.optimizer.instances.InstanceShape;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./berth optimize --certify} answers. Skipped, aloud, where OR-Tools has no natives. */
class CertifyTest {
    @TempDir
    private Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Verb.run(new OptimizeCommand(), new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private void write(Instance instance) throws IOException {
        write("catalog", instance.catalog());
        write("fleet", instance.fleet());
        write("demand", instance.demand());
        write("profiles", instance.profiles());
        write("plan", instance.plan());
        Files.writeString(
                dir.resolve("config.yaml"),
                "planning: {slots: strict, repaySeconds: 1000000, spare: {copies: 0}}\nscale: {mode: 'off'}\n");
    }

    private void write(String name, Object document) throws IOException {
        Files.writeString(dir.resolve(name + ".json"), Json.write(document));
    }

    @Test
    void aPlanStatesHowFarFromTheBestItIsAtMostAndWhoSaysSo() throws IOException {
        assumeThat(BoundSolver.onClassPath()).as("OR-Tools on the class path").isPresent();
        write(InstanceGenerator.of(new InstanceShape(40, 6, 10, 0.69, 1, 0.3, 2)));
        List<String> args = List.of(
                "--from", dir.toString(), "--config", dir.resolve("config.yaml").toString(), "--output", "json");

        assertThat(run(args.toArray(String[]::new))).as(err.toString()).isZero();
        PlacementPlan plain = plan();
        out.getBuffer().setLength(0);
        assertThat(run(
                        "--from",
                        dir.toString(),
                        "--config",
                        dir.resolve("config.yaml").toString(),
                        "--output",
                        "json",
                        "--certify",
                        "--solver-seconds",
                        "20"))
                .as(err.toString())
                .isZero();
        PlacementPlan certified = plan();

        assertThat(certified.assignments()).isEqualTo(plain.assignments());
        assertThat(certified.lowerBound()).isGreaterThanOrEqualTo(plain.lowerBound());
        assertThat(certified.gap()).isLessThanOrEqualTo(plain.gap());
        assertThat(certified.notes()).last().asString().startsWith("bound: ").contains("proven by the solver");
    }

    @Test
    void aPlanThatIsKeptStatesItToo() throws IOException {
        assumeThat(BoundSolver.onClassPath()).as("OR-Tools on the class path").isPresent();
        write(InstanceGenerator.of(new InstanceShape(40, 6, 10, 0.69, 1, 0.3, 2)));
        String plan = dir.resolve("plan.json").toString();
        assertThat(run("--from", dir.toString(), "--plan-out", plan)).isZero();
        out.getBuffer().setLength(0);

        assertThat(run("--from", dir.toString(), "--certify"))
                .as(err.toString())
                .isZero();

        assertThat(out.toString())
                .startsWith("No changes: ")
                .contains("\n  bound: ")
                .doesNotContain("-0");
    }

    private PlacementPlan plan() {
        JsonNode answer = Json.tree(out.toString());
        assertThat(answer.at("/decision").asText()).isEqualTo("publish");
        return Json.read(answer.get("plan").toString(), PlacementPlan.class);
    }

    @Test
    void itGoesWithAPlanThatIsMadeOnce() {
        assertThat(run("--certify")).isEqualTo(2);
        assertThat(err.toString()).contains("--certify goes with --once, --dry-run or documents in files");
        assertThat(run("--certify", "--once", "--what-if", "pods+1")).isEqualTo(2);
        assertThat(run("--certify", "--dry-run", "--solver-seconds", "0")).isEqualTo(2);
    }
}
