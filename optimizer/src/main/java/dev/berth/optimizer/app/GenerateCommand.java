package dev.berth.optimizer.app;

import dev.berth.domain.json.Json;
import dev.berth.optimizer.instances.Instance;
import dev.berth.optimizer.instances.InstanceGenerator;
import dev.berth.optimizer.instances.InstanceShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./berth optimize generate}: an instance as the documents that the optimizer plans on. */
@Command(
        name = "generate",
        description = {
            "Writes fleet.json, catalog.json, demand.json, profiles.json and plan.json: a problem to plan on. Every fourth"
                    + " pod does 1.8 times as much as the others; the plan was good before the demand drifted. The same"
                    + " options write the same bytes."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = {
            "  ./berth optimize generate --adapters 1000 --pods 100 --slots 14 --load 0.69 --drift 0.1 --seed 1 --out /tmp/i",
            "writes the instance that './berth bench optimizer --instance drift' calls seed 1."
        })
final class GenerateCommand implements Callable<Integer> {
    @Option(names = "--adapters", paramLabel = "N", defaultValue = "200", description = "(${DEFAULT-VALUE})")
    private int adapters;

    @Option(names = "--pods", paramLabel = "P", defaultValue = "20", description = "(${DEFAULT-VALUE})")
    private int pods;

    @Option(names = "--slots", paramLabel = "K", defaultValue = "14", description = "of a pod (${DEFAULT-VALUE})")
    private int slots;

    @Option(
            names = "--load",
            paramLabel = "U",
            defaultValue = "0.69",
            description = "of all demand, as a share of what all pods can do; plans aim at 0.8 (${DEFAULT-VALUE})")
    private double load;

    @Option(
            names = "--zipf",
            paramLabel = "Z",
            defaultValue = "1.0",
            description = "exponent of popularity (${DEFAULT-VALUE})")
    private double zipf;

    @Option(
            names = "--drift",
            paramLabel = "D",
            defaultValue = "0.1",
            description = "share of the adapters that exchanged their popularity since the plan (${DEFAULT-VALUE})")
    private double drift;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "(${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = ".", description = "made if it is missing (here)")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Instance instance = InstanceGenerator.of(shape());
        Map<String, Object> documents = new LinkedHashMap<>();
        documents.put("fleet.json", instance.fleet());
        documents.put("catalog.json", instance.catalog());
        documents.put("demand.json", instance.demand());
        documents.put("profiles.json", instance.profiles());
        documents.put("plan.json", instance.plan());
        documents.forEach(this::write);
        spec.commandLine()
                .getOut()
                .println(adapters + " adapters on " + pods + " pods, "
                        + instance.plan().assignments().values().stream()
                                .mapToInt(List::size)
                                .sum()
                        + " replicas in force: " + String.join(", ", documents.keySet()) + " in " + out);
        return 0;
    }

    private void write(String name, Object document) {
        try {
            Files.createDirectories(out);
            Files.writeString(out.resolve(name), Json.writePretty(document) + "\n");
        } catch (IOException e) {
            throw PlanDocuments.unwritable(out.resolve(name), e);
        }
    }

    private InstanceShape shape() {
        try {
            return new InstanceShape(adapters, pods, slots, load, zipf, drift, seed);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
