package dev.berth.actuator.declare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclarationFilesTest {
    @TempDir
    private Path directory;

    private static final String FLEET =
            """
            deployments:
              - name: default/sim
                baseModel: llama
                gpu: NVIDIA A10
                pricePerHour: 0.15
                maxLoras: 8
                maxCpuLoras: 32
                maxLoraRank: 64
                minPods: 1
                maxPods: 6
                apiKey: very-secret
                pods:
                  - {name: pod-1, url: "http://127.0.0.1:9001/", zone: a}
            """;

    private static final String CATALOG =
            """
            sloClasses: [{name: interactive, target: {ttftSeconds: 1, tpotSeconds: 0.08, e2eSeconds: 0}, weight: 4}]
            adapters:
              - {name: a, baseModel: llama, artifact: "huggingface://org/a", rank: 16, sloClass: interactive}
              - {name: b, baseModel: llama, artifact: /lora/b, digest: "sha256:ab", rank: 8, minReplicas: 2, priority: 3}
            """;

    @BeforeEach
    void write() throws IOException {
        fleet(FLEET);
        catalog(CATALOG);
    }

    private void fleet(String text) throws IOException {
        Files.writeString(directory.resolve("fleet.yaml"), text);
    }

    private void catalog(String text) throws IOException {
        Files.writeString(directory.resolve("catalog.yaml"), text);
    }

    private DeclarationFiles files() {
        return new DeclarationFiles(directory.resolve("fleet.yaml"), directory.resolve("catalog.yaml"));
    }

    @Test
    void what_is_written_is_declared_and_what_is_left_out_has_defaults() {
        Declaration declaration = files().current();
        DeclaredDeployment sim = declaration.deployments().get(0);

        assertThat(sim.spec().maxCpuLoras()).isEqualTo(32);
        assertThat(sim.unloadLeavesZombie()).isTrue();
        assertThat(sim.scaleCommand()).isEmpty();
        assertThat(sim.pods().get(0).url()).isEqualTo("http://127.0.0.1:9001");
        assertThat(declaration.adapters().get(0).loraPath()).isEqualTo("org/a");
        assertThat(declaration.adapters().get(0).minReplicas()).isEqualTo(1);
        assertThat(declaration.adapters().get(1).sloClass()).isEqualTo("standard");
        assertThat(declaration.adapters().get(1).minReplicas()).isEqualTo(2);
    }

    @Test
    void a_key_is_never_printed() {
        assertThat(files().current().toString()).doesNotContain("very-secret");
        assertThat(files().current().deployments().get(0).apiKey().value()).isEqualTo("very-secret");
    }

    @Test
    void a_changed_file_is_read_again_and_a_bad_one_leaves_the_last_good() throws IOException {
        DeclarationFiles files = files();
        Declaration good = files.current();
        fleet("deployments: [");
        assertThat(files.current()).isEqualTo(good);
        Files.delete(directory.resolve("fleet.yaml"));
        assertThat(files.current()).isEqualTo(good);
        fleet(FLEET.replace("pod-1", "pod-9"));
        assertThat(files.current().deployments().get(0).pods().get(0).name()).isEqualTo("pod-9");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    name: default/sim     | name: "a; rm -rf /"  | a deployment's name is letters
                    maxCpuLoras: 32       | maxCpuLoras: 2       | max_cpu_loras (2) must be >= max_loras (8)
                    minPods: 1            | minPods: 9           | pods 9 to 6 is not a range
                    "http://127.0.0.1:9001/" | "127.0.0.1:9001"  | is not of the form http://HOST:PORT
                    maxLoras: 8           | maxLora: 8           | did you mean
                    baseModel: llama      | baseModel: ""        | needs a baseModel
                    """)
    void a_fleet_file_that_cannot_be_used_is_refused_with_the_cause(String good, String bad, String cause)
            throws IOException {
        fleet(FLEET.replace(good.strip(), bad.strip()));
        assertThatThrownBy(this::files).isInstanceOf(ConfigException.class).hasMessageContaining(cause.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    sloClass: interactive | sloClass: interactiv | did you mean 'interactive'?
                    name: b               | name: a              | declares adapter 'a' twice
                    name: b               | name: llama          | as an adapter and as a base model
                    rank: 8               | rank: 0              | must be > 0
                    minReplicas: 2        | minReplicas: many    | minReplicas
                    """)
    void a_catalog_that_cannot_be_used_is_refused_with_the_cause(String good, String bad, String cause)
            throws IOException {
        catalog(CATALOG.replace(good.strip(), bad.strip()));
        assertThatThrownBy(this::files).isInstanceOf(ConfigException.class).hasMessageContaining(cause.strip());
    }
}
