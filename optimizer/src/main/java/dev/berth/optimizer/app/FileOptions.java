package dev.berth.optimizer.app;

import dev.berth.domain.config.ConfigException;
import dev.berth.optimizer.problem.PlanInputs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Documents in files, in place of the store. A single file wins over the one in the folder. */
final class FileOptions {
    @Option(
            names = "--from",
            paramLabel = "DIR",
            description =
                    "Folder with catalog.json, fleet.json, demand.json and profiles.json, and with plan.json (in force), "
                            + "ledger.json and control.json if there are.")
    private Path from;

    @Option(names = "--catalog-doc", paramLabel = "FILE", description = "Catalog document.")
    private Path catalog;

    @Option(names = "--fleet-doc", paramLabel = "FILE", description = "Fleet document.")
    private Path fleet;

    @Option(names = "--demand-doc", paramLabel = "FILE", description = "Demand documents, a list or a map by model.")
    private Path demand;

    @Option(
            names = "--profiles-doc",
            paramLabel = "FILE",
            description = "Profile documents, a list or a map by deployment.")
    private Path profiles;

    @Option(names = "--current-doc", paramLabel = "FILE", description = "Plan document in force (default: none).")
    private Path current;

    @Option(names = "--ledger-doc", paramLabel = "FILE", description = "Ledger document (default: none).")
    private Path ledger;

    @Option(names = "--control-doc", paramLabel = "FILE", description = "Control document (default: none).")
    private Path control;

    /**
     * @param warn is told what is not taken as it is written
     */
    PlanInputs read(Consumer<String> warn) {
        if (from != null && !Files.isDirectory(from)) {
            throw new ConfigException("--from: there is no folder " + from);
        }
        return new PlanDocuments(
                        required(catalog, "catalog"),
                        required(fleet, "fleet"),
                        required(demand, "demand"),
                        required(profiles, "profiles"),
                        optional(current, "plan"),
                        optional(ledger, "ledger"),
                        optional(control, "control"))
                .inputs(warn);
    }

    private Path required(Path given, String name) {
        if (given != null) {
            return given;
        }
        if (from == null) {
            throw new ConfigException(
                    "planning on files needs all four of --catalog-doc, --fleet-doc, --demand-doc and --profiles-doc, or "
                            + "--from with a folder that holds them; missing: --" + name + "-doc");
        }
        return from.resolve(name + ".json");
    }

    private Path optional(Path given, String name) {
        if (given != null || from == null) {
            return given;
        }
        Path file = from.resolve(name + ".json");
        return Files.exists(file) ? file : null;
    }
}
