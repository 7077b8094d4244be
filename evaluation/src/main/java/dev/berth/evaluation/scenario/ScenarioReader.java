package dev.berth.evaluation.scenario;

import dev.berth.domain.Version;
import dev.berth.domain.config.ConfigException;
import dev.berth.domain.config.NearestName;
import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.slo.SloClass;
import dev.berth.evaluation.scenario.ScenarioText.ClassText;
import dev.berth.evaluation.scenario.ScenarioText.FaultText;
import dev.berth.evaluation.scenario.ScenarioText.PoolText;
import dev.berth.simulator.trace.TraceException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes a scenario of its text. */
final class ScenarioReader {
    private final String source;
    private final ScenarioText text;
    private final Engines engines;
    private final TrafficReader traffic;

    ScenarioReader(String source, ScenarioText text, Engines engines, TraceFinder traces) {
        this.source = source;
        this.text = text;
        this.engines = engines;
        this.traffic = new TrafficReader(source, text, traces);
    }

    /**
     * @throws ConfigException with one sentence if the text contradicts itself
     * @throws TraceException with one sentence if a trace can't be used
     */
    Scenario read() {
        if (text.pools().isEmpty() || text.traffic().isEmpty()) {
            throw new ConfigException(source + ": a scenario needs 'pools' and 'traffic'");
        }
        try {
            return scenario();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(source + ": " + e.getMessage());
        }
    }

    private Scenario scenario() {
        Map<String, EngineSpec> byDeployment = new TreeMap<>();
        List<DeploymentSpec> deployments = new ArrayList<>();
        for (PoolText pool : text.pools()) {
            EngineSpec engine = engine(pool);
            byDeployment.put(pool.name(), engine);
            deployments.add(deployment(pool, engine));
        }
        TrafficReader.Result read = traffic.read();
        SyntheticAdapters synthetic = new SyntheticAdapters(text.baseModel(), text.sloClasses(), text.tenants());
        Catalog catalog = new Catalog(
                Version.firstOf(1),
                0,
                read.adapters().stream().map(synthetic::adapter).toList(),
                text.sloClasses().stream().map(ScenarioReader::sloClass).toList(),
                deployments);
        List<ScenarioPod> pods = FleetShape.pods(
                text.pools().stream().map(PoolText::name).toList(),
                text.pools().stream().mapToInt(PoolText::pods).toArray(),
                text.zones());
        return new Scenario(
                text.name().isEmpty() ? source : text.name(),
                text.asks(),
                catalog,
                byDeployment,
                text.zones(),
                pods,
                Math.round(text.seconds() * 1e9),
                read.traffic(),
                faults(pods),
                read.notes());
    }

    private EngineSpec engine(PoolText pool) {
        EngineSpec declared = LoraOverhead.LOW.of(engines.read(engines.file(pool.engine())));
        EngineLimits limits = declared.limits();
        int maxLoras = orElse(pool.maxLoras(), limits.maxLoras());
        return declared.withLimits(new EngineLimits(
                limits.maxNumSeqs(),
                limits.maxBatchedTokens(),
                pool.kvTokens() == 0 ? limits.kvTokens() : pool.kvTokens(),
                limits.blockTokens(),
                orElse(pool.maxModelLen(), limits.maxModelLen()),
                maxLoras,
                orElse(pool.maxCpuLoras(), Math.max(maxLoras, limits.maxCpuLoras())),
                orElse(pool.maxLoraRank(), limits.maxLoraRank())));
    }

    private static int orElse(int given, int otherwise) {
        return given == 0 ? otherwise : given;
    }

    private DeploymentSpec deployment(PoolText pool, EngineSpec engine) {
        return new DeploymentSpec(
                pool.name(),
                text.baseModel(),
                engine.gpu(),
                engine.pricePerHour(),
                engine.limits().maxLoras(),
                engine.limits().maxCpuLoras(),
                engine.limits().maxLoraRank(),
                pool.minPods(),
                pool.maxPods());
    }

    private static SloClass sloClass(ClassText text) {
        return new SloClass(text.name(), text.target(), text.weight());
    }

    private List<ScenarioFault> faults(List<ScenarioPod> pods) {
        return text.faults().stream()
                .map(FaultText::fault)
                .peek(fault -> checkTarget(fault, pods))
                .sorted(Comparator.comparingLong(ScenarioFault::atNanos))
                .toList();
    }

    private void checkTarget(ScenarioFault fault, List<ScenarioPod> pods) {
        List<String> known =
                switch (fault.kind().target()) {
                    case POD -> pods.stream().map(ScenarioPod::name).toList();
                    case ZONE -> text.zones();
                    case NOTHING -> List.of("");
                };
        if (!known.contains(fault.target())) {
            throw new ConfigException(source + ": fault " + fault.kind() + " has the unknown target '" + fault.target()
                    + "'" + NearestName.hint(fault.target(), known));
        }
    }
}
