package dev.berth.optimizer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Verb.run(new OptimizeCommand(), new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private int generate(Path dir) {
        return run(
                "generate",
                "--adapters",
                "30",
                "--pods",
                "5",
                "--slots",
                "10",
                "--load",
                "0.6",
                "--zipf",
                "0.8",
                "--drift",
                "0.2",
                "--seed",
                "4",
                "--out",
                dir.toString());
    }

    @Test
    void writesTheDocumentsAndTheSameBytesAgain(@TempDir Path dir) throws Exception {
        assertThat(generate(dir.resolve("a"))).as(err.toString()).isZero();
        assertThat(generate(dir.resolve("b"))).isZero();

        for (String name : new String[] {"fleet.json", "catalog.json", "demand.json", "profiles.json", "plan.json"}) {
            assertThat(Files.readString(dir.resolve("a").resolve(name)))
                    .isEqualTo(Files.readString(dir.resolve("b").resolve(name)))
                    .hasSizeGreaterThan(100);
        }
        assertThat(out.toString()).contains("30 adapters on 5 pods");
    }

    @Test
    void whatCannotBeIsRefusedInOneSentence(@TempDir Path dir) {
        assertThat(run("generate", "--adapters", "99", "--pods", "2", "--slots", "3", "--out", dir.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("99 adapters do not fit into the 6 slots of 2 pods");
    }
}
