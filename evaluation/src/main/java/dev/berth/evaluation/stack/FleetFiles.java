package dev.berth.evaluation.stack;

import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.slo.SloClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes the fleet file and the catalog file that a stack's actuator reads. */
final class FleetFiles {
    private static final List<String> ZONES = List.of("a", "b", "c");

    private FleetFiles() {}

    /**
     * @param ports of the pods, in their order
     */
    static Path writeFleet(StackConfig config, List<Integer> ports) throws IOException {
        StringBuilder yaml = new StringBuilder();
        line(yaml, "deployments:");
        line(yaml, "- name: %s", config.deployment());
        line(yaml, "  baseModel: %s", config.baseModel());
        line(yaml, "  gpu: %s", config.gpu());
        line(yaml, "  pricePerHour: %s", config.pricePerHour());
        line(yaml, "  maxLoras: %d", config.maxLoras());
        line(yaml, "  maxCpuLoras: %d", config.maxCpuLoras());
        line(yaml, "  maxLoraRank: 64");
        line(yaml, "  minPods: 1");
        line(yaml, "  maxPods: %d", ports.size());
        line(yaml, "  pods:");
        for (int i = 0; i < ports.size(); i++) {
            String zone = ZONES.get(i % ZONES.size());
            line(yaml, "  - {name: pod-%d, url: \"http://127.0.0.1:%d\", zone: %s}", i + 1, ports.get(i), zone);
        }
        return Files.writeString(config.workDirectory().resolve("fleet.yaml"), yaml);
    }

    static Path writeCatalog(StackConfig config) throws IOException {
        StringBuilder yaml = new StringBuilder();
        line(yaml, "sloClasses:");
        for (SloClass c : config.sloClasses()) {
            line(
                    yaml,
                    "- {name: %s, weight: %d, target: {ttftSeconds: %s, tpotSeconds: %s, e2eSeconds: %s}}",
                    c.name(),
                    c.weight(),
                    c.target().ttftSeconds(),
                    c.target().tpotSeconds(),
                    c.target().e2eSeconds());
        }
        line(yaml, "adapters:");
        for (AdapterSpec a : config.adapters()) {
            line(
                    yaml,
                    "- {name: %s, baseModel: %s, artifact: \"%s\", rank: %d, bytes: %d, sloClass: %s}",
                    a.name(),
                    a.baseModel(),
                    a.artifact(),
                    a.rank(),
                    a.bytes(),
                    a.sloClass());
        }
        return Files.writeString(config.workDirectory().resolve("catalog.yaml"), yaml);
    }

    private static void line(StringBuilder yaml, String format, Object... values) {
        yaml.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
