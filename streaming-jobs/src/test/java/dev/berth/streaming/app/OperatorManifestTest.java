package dev.berth.streaming.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.berth.streaming.cluster.JobKeeper;
import dev.berth.streaming.cluster.JobSettings;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * The manifest for Flink's Kubernetes operator, held against what can be known without a cluster: the fields and words of the
 * operator's resource, Flink's own options, this build's class, options and jar. That the operator takes it, and that the image
 * runs, it does not show.
 */
class OperatorManifestTest {
    private static final Path PLACE = Path.of("..", "deploy", "flink-operator");

    /** Of the resource's spec, version v1beta1. */
    private static final Set<String> SPEC = Set.of(
            "flinkConfiguration",
            "flinkVersion",
            "image",
            "imagePullPolicy",
            "ingress",
            "job",
            "jobManager",
            "logConfiguration",
            "mode",
            "podTemplate",
            "restartNonce",
            "serviceAccount",
            "taskManager");

    private static final Set<String> JOB = Set.of(
            "allowNonRestoredState",
            "args",
            "autoscalerResetNonce",
            "checkpointTriggerNonce",
            "entryClass",
            "initialSavepointPath",
            "jarURI",
            "parallelism",
            "savepointRedeployNonce",
            "savepointTriggerNonce",
            "state",
            "upgradeMode");

    private static final Set<String> MANAGER = Set.of("podTemplate", "replicas", "resource");
    private static final List<Class<?>> OPTIONS = List.of(
            CheckpointingOptions.class,
            CoreOptions.class,
            HighAvailabilityOptions.class,
            PipelineOptions.class,
            RestartStrategyOptions.class,
            StateBackendOptions.class,
            TaskManagerOptions.class);

    private JsonNode manifest;
    private JsonNode spec;

    @BeforeEach
    void read() throws IOException {
        manifest = new YAMLMapper().readTree(PLACE.resolve("demand-job.yaml").toFile());
        spec = manifest.path("spec");
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    private Map<String, String> flinkConfiguration() {
        Map<String, String> configuration = new HashMap<>();
        JsonNode given = spec.path("flinkConfiguration");
        for (String key : names(given)) {
            assertThat(given.path(key).isTextual())
                    .as(key + " is a string, as the resource asks")
                    .isTrue();
            configuration.put(key, given.path(key).textValue());
        }
        return configuration;
    }

    @Test
    void itHasTheFieldsAndWordsOfTheResource() {
        assertThat(manifest.path("apiVersion").asText()).isEqualTo("flink.apache.org/v1beta1");
        assertThat(manifest.path("kind").asText()).isEqualTo("FlinkDeployment");
        assertThat(manifest.path("metadata").path("name").asText()).matches("[a-z][-a-z0-9]{0,43}[a-z0-9]");
        assertThat(SPEC).containsAll(names(spec));
        assertThat(JOB).containsAll(names(spec.path("job")));
        assertThat(MANAGER).containsAll(names(spec.path("jobManager"))).containsAll(names(spec.path("taskManager")));
        for (String manager : List.of("jobManager", "taskManager")) {
            JsonNode resource = spec.path(manager).path("resource");
            assertThat(resource.path("memory").asText()).matches("[0-9]+[gm]");
            assertThat(resource.path("cpu").isNumber()).isTrue();
        }
        assertThat(spec.path("job").path("state").asText()).isEqualTo("running");
        assertThat(spec.path("job").path("parallelism").isInt()).isTrue();
    }

    @Test
    void itIsOfTheFlinkThatThisIsBuiltWith() throws IOException {
        String[] version = EnvironmentInformation.getVersion().split("\\.");
        assertThat(spec.path("flinkVersion").asText()).isEqualTo("v" + version[0] + "_" + version[1]);
        assertThat(Files.readString(PLACE.resolve("Dockerfile")))
                .contains("FROM flink:" + version[0] + "." + version[1] + "-java17");
    }

    @Test
    void imageAndJarAreThoseThatTheDockerfileMakes() throws IOException {
        String dockerfile = Files.readString(PLACE.resolve("Dockerfile"));
        String jar = spec.path("job").path("jarURI").asText();
        String name = jar.substring(jar.lastIndexOf('/') + 1);
        assertThat(dockerfile)
                .contains("-t " + spec.path("image").asText())
                .contains("COPY streaming-jobs/target/" + name + " "
                        + jar.substring("local://".length(), jar.lastIndexOf('/') + 1));
        assertThat(Files.readString(Path.of("pom.xml")))
                .as("the build makes that jar")
                .contains("<outputFile>${project.build.directory}/" + name + "</outputFile>");
    }

    @Test
    void itsArgumentsAreOptionsOfTheClassThatItNames() throws Exception {
        Class<?> entry = Class.forName(spec.path("job").path("entryClass").asText());
        int main = entry.getMethod("main", String[].class).getModifiers();
        assertThat(Modifier.isPublic(main) && Modifier.isStatic(main)).isTrue();

        CommandLine line = new CommandLine(entry.getDeclaredConstructor().newInstance());
        CommandLine.ParseResult parsed =
                line.parseArgs(texts(spec.path("job").path("args")).toArray(String[]::new));
        assertThat(parsed.unmatched()).isEmpty();
        assertThat(BerthJobs.jobs(JobsConfig.DEFAULTS))
                .extracting(JobKeeper.NamedJob::name)
                .contains(parsed.matchedOptionValue("--job", ""));
        assertThat(List.of("--redis", "--fleet", "--kafka")).allMatch(parsed::hasMatchedOption);
    }

    @Test
    void flinkKnowsEachOptionAndCanReadItsValue() throws IllegalAccessException {
        Map<String, String> given = flinkConfiguration();
        Map<String, ConfigOption<?>> known = options();
        Configuration configuration = Configuration.fromMap(given);
        given.keySet().stream()
                .filter(key -> !key.startsWith("metrics.reporter."))
                .forEach(key -> {
                    assertThat(known).containsKey(key);
                    assertThatCode(() -> configuration.get(known.get(key)))
                            .as(key)
                            .doesNotThrowAnyException();
                });
    }

    private static Map<String, ConfigOption<?>> options() throws IllegalAccessException {
        Map<String, ConfigOption<?>> known = new HashMap<>();
        for (Class<?> options : OPTIONS) {
            for (Field field : options.getFields()) {
                if (field.get(null) instanceof ConfigOption<?> option) {
                    known.put(option.key(), option);
                }
            }
        }
        return known;
    }

    @Test
    void theJobRunsAsTheLauncherRunsIt() throws IllegalAccessException {
        Map<String, ConfigOption<?>> known = options();
        Configuration given = Configuration.fromMap(flinkConfiguration());
        Configuration launched = JobSettings.of(Path.of("/checkpoints"));
        Set<String> ofTheCluster = Set.of(
                CoreOptions.DEFAULT_PARALLELISM.key(), // The manifest has a field for it.
                CheckpointingOptions.CHECKPOINTS_DIRECTORY.key());
        launched.keySet().stream()
                .filter(key -> !ofTheCluster.contains(key))
                .forEach(key ->
                        assertThat((Object) given.get(known.get(key))).as(key).isEqualTo(launched.get(known.get(key))));
    }

    @Test
    void anUpgradeFindsTheStateThatItGoesOnFrom() {
        assertThat(spec.path("job").path("upgradeMode").asText()).isEqualTo("savepoint");
        Configuration given = Configuration.fromMap(flinkConfiguration());
        assertThat(given.get(CheckpointingOptions.SAVEPOINT_DIRECTORY)).isNotBlank();
        assertThat(given.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY)).isNotBlank();
        assertThat(given.get(HighAvailabilityOptions.HA_MODE)).isEqualTo("kubernetes");
        assertThat(given.get(HighAvailabilityOptions.HA_STORAGE_PATH)).isNotBlank();
    }

    @Test
    void whatIsToBeReplacedIsSaid() throws IOException {
        String text = Files.readString(PLACE.resolve("demand-job.yaml"));
        assertThat(text).contains("Put your own image, storage and addresses");
        assertThat(text.lines().filter(line -> line.contains("s3://"))).allMatch(line -> line.contains("YOUR-BUCKET"));
    }
}
