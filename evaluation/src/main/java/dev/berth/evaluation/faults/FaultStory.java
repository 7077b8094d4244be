package dev.berth.evaluation.faults;

import dev.berth.domain.Version;
import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import dev.berth.domain.engine.StepTime;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.slo.SloClass;
import dev.berth.domain.slo.SloTarget;
import dev.berth.evaluation.scenario.Scenario;
import dev.berth.evaluation.scenario.ScenarioFault;
import dev.berth.evaluation.scenario.ScenarioFault.Kind;
import dev.berth.evaluation.scenario.ScenarioPod;
import dev.berth.evaluation.scenario.ScenarioRequest;
import dev.berth.evaluation.scenario.Traffic;
import dev.berth.evaluation.virtual.Arm;
import dev.berth.evaluation.virtual.WorldConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A small fleet, its traffic and what goes wrong with it, all drawn from one seed. The fleet has room for its adapters and
 * could serve its traffic with a pod missing; faults end long before the traffic does, so that at the end all must be well.
 *
 * @param seed that it was drawn from
 * @param quietFromSeconds of traffic: what arrives from then on must be served
 */
public record FaultStory(long seed, Scenario scenario, Arm arm, WorldConfig config, double quietFromSeconds) {
    private static final String BASE = "base";
    private static final String DEPLOYMENT = "default/small";
    private static final int FAULTS_FROM_SECONDS = 5;
    private static final int FAULTS_UNTIL_SECONDS = 45;
    private static final int HEAL_SECONDS = 40;
    private static final int QUIET_SECONDS = 10;
    private static final List<String> PLACEMENTS = List.of("optaplanner", "optaplanner", "even-dispatch");
    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final List<String> PICKINGS = List.of("slo-affinity", "least-request", "lora-affinity");

    /** Few moves: these fleets are tiny, and what is tried is not the planner's wit. */
    private static final WorldConfig CONFIG =
            WorldConfig.DEFAULTS.withWarmUp(0).withDelays(new WorldConfig.Delays(5, 2, 200, 2_000, 100_000, 10, 50));

    public static FaultStory of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int pods = 2 + random.nextInt(3);
        int slots = 2 + random.nextInt(2);
        int hostRoom = slots + 1 + random.nextInt(3);
        // With one pod gone the others still have a place for each adapter, and one to move through.
        int adapters = 1 + random.nextInt(Math.max(1, (pods - 1) * hostRoom - 1));
        int routers = 1 + random.nextInt(2);
        List<ScenarioFault> faults = faults(pods, random);
        double lastEnd = faults.stream()
                .mapToDouble(fault -> (fault.atNanos() + fault.durationNanos()) / 1e9)
                .max()
                .orElse(0);
        double quietFrom = lastEnd + HEAL_SECONDS;
        int seconds = (int) Math.ceil(quietFrom) + QUIET_SECONDS;
        double perSecond = 1 + 4 * random.nextDouble();
        Traffic traffic = Traffic.of(requests(adapters, seconds, perSecond, random));
        Arm arm = new Arm(
                PLACEMENTS.get(random.nextInt(PLACEMENTS.size())), PICKINGS.get(random.nextInt(PICKINGS.size())));
        WorldConfig.Routing routing = WorldConfig.Routing.DEFAULTS;
        WorldConfig config = CONFIG.withRouting(new WorldConfig.Routing(
                routers,
                routing.waitMillis(),
                routing.waitingRoom(),
                routing.answerMillis(),
                routing.maxTries(),
                routing.hopMicros()));
        Scenario scenario = scenario(seed, pods, slots, hostRoom, adapters, seconds, traffic, faults);
        return new FaultStory(seed, scenario, arm, config, quietFrom);
    }

    private static List<ScenarioFault> faults(int pods, SplittableRandom random) {
        List<ScenarioFault> faults = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            Kind kind = KINDS.get(random.nextInt(KINDS.size()));
            String target =
                    switch (kind.target()) {
                        case POD -> pod(1 + random.nextInt(pods));
                        case ZONE -> zone(random.nextInt(2));
                        case NOTHING -> "";
                    };
            double at = FAULTS_FROM_SECONDS + (FAULTS_UNTIL_SECONDS - FAULTS_FROM_SECONDS) * random.nextDouble();
            double duration = random.nextInt(4) == 0 ? 20 * random.nextDouble() : 6 * random.nextDouble();
            faults.add(ScenarioFault.ofSeconds(kind, target, at, 0.1 + duration));
        }
        faults.sort(Comparator.comparingLong(ScenarioFault::atNanos));
        return faults;
    }

    private static Scenario scenario(
            long seed,
            int pods,
            int slots,
            int hostRoom,
            int adapters,
            int seconds,
            Traffic traffic,
            List<ScenarioFault> faults) {
        List<AdapterSpec> specs = new ArrayList<>();
        for (int i = 0; i < adapters; i++) {
            String name = adapter(i);
            specs.add(new AdapterSpec(name, BASE, "/lora/" + name, "", name, 16, 1, "standard", 1, 0, 0, ""));
        }
        DeploymentSpec deployment = new DeploymentSpec(DEPLOYMENT, BASE, "GPU", 1, slots, hostRoom, 64, pods, pods);
        SloClass standard = new SloClass("standard", new SloTarget(1, 0.1, 0), 2);
        List<ScenarioPod> there = new ArrayList<>();
        for (int i = 1; i <= pods; i++) {
            there.add(new ScenarioPod(pod(i), DEPLOYMENT, zone(i % 2)));
        }
        return new Scenario(
                "faults " + seed,
                "",
                new Catalog(Version.NONE, 0, specs, List.of(standard), List.of(deployment)),
                Map.of(DEPLOYMENT, engine(slots, hostRoom)),
                List.of(zone(0), zone(1)),
                there,
                seconds * 1_000_000_000L,
                traffic,
                faults,
                List.of());
    }

    private static EngineSpec engine(int slots, int hostRoom) {
        return new EngineSpec(
                "small",
                "GPU",
                BASE,
                1,
                new StepTime(20, 0.2, 0.05, 0, 0.08, 0.001),
                new EngineLimits(64, 2_048, 100_000, 16, 8_192, slots, hostRoom, 64),
                List.of(new LoadTime(16, 5, 400, 50)),
                4,
                4,
                List.of());
    }

    /** Each third of the time another adapter is the hottest. */
    private static List<ScenarioRequest> requests(
            int adapters, int seconds, double perSecond, SplittableRandom random) {
        List<ScenarioRequest> requests = new ArrayList<>();
        double at = 0;
        while (true) {
            at += -Math.log(1 - random.nextDouble()) / perSecond;
            if (at >= seconds) {
                return requests;
            }
            int shift = (int) (3 * at / seconds);
            int rank = (int) (adapters * random.nextDouble() * random.nextDouble());
            String model = random.nextInt(10) == 0 ? BASE : adapter((rank + shift) % adapters);
            int prompt = 20 + random.nextInt(300);
            int output = 1 + random.nextInt(60);
            requests.add(ScenarioRequest.of(requests.size(), Math.round(at * 1e9), model, prompt, output));
        }
    }

    private static String adapter(int number) {
        return "a" + number;
    }

    private static String pod(int number) {
        return "pod-" + number;
    }

    private static String zone(int number) {
        return number == 0 ? "a" : "b";
    }
}
