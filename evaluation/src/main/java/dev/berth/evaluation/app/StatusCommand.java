package dev.berth.evaluation.app;

import dev.berth.domain.json.Json;
import dev.berth.evaluation.status.FleetSnapshot;
import dev.berth.evaluation.status.StatusText;
import dev.berth.store.Blackboard;
import dev.berth.store.RedisBlackboard;
import dev.berth.store.StoreUnavailableException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./berth status}: what runs where, read from the blackboard only. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows what runs where, how fresh it is, and what is missing; reads the blackboard only.",
        footer = {"", "Example:", "  ./berth status --redis redis://127.0.0.1:6379 --fleet quickstart"})
public final class StatusCommand implements Callable<Integer> {
    @Option(
            names = "--redis",
            defaultValue = "redis://127.0.0.1:6379",
            description = "Where the blackboard is (${DEFAULT-VALUE}).")
    private String redis = "";

    @Option(names = "--fleet", required = true, description = "Name of the fleet.")
    private String fleet = "";

    @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private OutputForm output = OutputForm.TEXT;

    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        System.setProperty("berth.log", "error");
        System.exit(Verb.run(new StatusCommand(), args));
    }

    @Override
    public Integer call() {
        FleetSnapshot snapshot = read();
        PrintWriter out = spec.commandLine().getOut();
        if (output == OutputForm.JSON) {
            out.println(Json.writePretty(document(snapshot)));
        } else {
            StatusText.lines(snapshot).forEach(out::println);
        }
        return 0;
    }

    private FleetSnapshot read() {
        try (Blackboard blackboard = new RedisBlackboard(redis, fleet)) {
            return FleetSnapshot.read(blackboard, System.currentTimeMillis());
        } catch (StoreUnavailableException e) {
            throw new StoreUnavailableException("there is no Redis at " + redis + "; say where it is by --redis.", e);
        }
    }

    private static Map<String, Object> document(FleetSnapshot snapshot) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("readAtMillis", snapshot.readAtMillis());
        document.put("missing", StatusText.missing(snapshot));
        document.put("catalog", snapshot.catalog().orElse(null));
        document.put("fleet", snapshot.fleet().orElse(null));
        document.put("ledger", snapshot.ledger().orElse(null));
        document.put("routing", snapshot.table().orElse(null));
        document.put("plan", snapshot.plan().orElse(null));
        document.put("proposed", snapshot.proposed().orElse(null));
        document.put("control", snapshot.control());
        document.put("demand", snapshot.demand());
        document.put("routers", snapshot.routers());
        return document;
    }
}
