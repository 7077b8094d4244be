package dev.berth.streaming.app;

import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.json.Json;
import dev.berth.store.Keys;
import dev.berth.store.RedisBlackboard;
import dev.berth.store.StoreUnavailableException;
import dev.berth.streaming.batch.BatchRun;
import dev.berth.streaming.batch.Period;
import dev.berth.streaming.batch.SloReport;
import dev.berth.streaming.demand.DemandConfig;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./berth jobs report}: who asked what in a period, how much met its SLO, and what it cost. */
@Command(
        name = "report",
        description = {
            "Report SLO attainment and cost by adapter and tenant over a period, from the log of requests.",
            "A pod's busy time is shared out by the time that requests spent there; its idle time stands apart."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  ./berth jobs report --from -24h --kafka 127.0.0.1:9092 --redis redis://127.0.0.1:6379 --fleet demo",
            "  ./berth jobs report --from 2026-01-31 --to 2026-02-01 --input jan31.jsonl.gz --engine-input"
                    + " engine.jsonl.zst --price default/sim=0.15 --output json"
        })
final class ReportCommand implements Callable<Integer> {
    /** How the report is told. */
    enum Form {
        TEXT,
        JSON
    }

    @Mixin
    private LogOptions log;

    @Option(names = "--redis", paramLabel = "URL", description = "Redis of the fleet, whose catalog has the prices")
    private String redis;

    @Option(names = "--fleet", paramLabel = "NAME", defaultValue = "default", description = "name of the fleet")
    private String fleet;

    @Option(
            names = "--price",
            paramLabel = "DEPLOYMENT=PRICE",
            description = "price of a pod for an hour; over the catalog's; repeatable")
    private Map<String, Double> prices = new TreeMap<>();

    @Option(
            names = "--output",
            defaultValue = "text",
            paramLabel = "FORM",
            description = "text or json (${DEFAULT-VALUE})")
    private Form output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Period period = log.period();
        SloReport report = BatchRun.report(
                log.requests(DemandConfig.DEFAULTS, period), log.engineSamples(period), period, pricesPerHour());
        PrintWriter out = spec.commandLine().getOut();
        if (output == Form.JSON) {
            out.println(Json.writePretty(report));
        } else {
            ReportTable.lines(report).forEach(out::println);
        }
        out.flush();
        return 0;
    }

    private Map<String, Double> pricesPerHour() {
        Map<String, Double> all = new TreeMap<>();
        if (redis != null) {
            try (RedisBlackboard blackboard = new RedisBlackboard(redis, fleet)) {
                all.putAll(blackboard.read(Keys.CATALOG).map(Catalog::deployments).stream()
                        .flatMap(deployments -> deployments.stream())
                        .collect(Collectors.toMap(DeploymentSpec::name, DeploymentSpec::pricePerHour)));
            } catch (StoreUnavailableException e) {
                throw new IllegalArgumentException("the catalog of prices can't be read: " + e.getMessage(), e);
            }
        }
        all.putAll(prices);
        return all;
    }
}
