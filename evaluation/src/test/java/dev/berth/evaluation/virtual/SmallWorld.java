package dev.berth.evaluation.virtual;

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
import dev.berth.evaluation.scenario.ScenarioPod;
import dev.berth.evaluation.scenario.ScenarioRequest;
import dev.berth.evaluation.scenario.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A fleet that a test can oversee: one kind of pod, a few adapters, Poisson requests, a minute or two. */
final class SmallWorld {
    static final String BASE = "llama";
    static final String DEPLOYMENT = "default/small";
    static final WorldConfig CONFIG = WorldConfig.DEFAULTS.withWarmUp(0);

    private int pods = 3;
    private int adapters = 6;
    private int maxLoras = 4;
    private int maxCpuLoras = 8;
    private int maxPods;
    private int minPods;
    private double perSecond = 4;
    private int seconds = 60;
    private final List<ScenarioFault> faults = new ArrayList<>();

    static SmallWorld of() {
        return new SmallWorld();
    }

    SmallWorld pods(int count) {
        pods = count;
        return this;
    }

    SmallWorld adapters(int count) {
        adapters = count;
        return this;
    }

    SmallWorld slots(int slots, int hostRoom) {
        maxLoras = slots;
        maxCpuLoras = hostRoom;
        return this;
    }

    SmallWorld scaledTo(int most) {
        maxPods = most;
        return this;
    }

    SmallWorld scaledFrom(int least) {
        minPods = least;
        return this;
    }

    SmallWorld perSecond(double rate) {
        perSecond = rate;
        return this;
    }

    SmallWorld seconds(int duration) {
        seconds = duration;
        return this;
    }

    SmallWorld fault(ScenarioFault.Kind kind, String target, double atSeconds, double durationSeconds) {
        faults.add(ScenarioFault.ofSeconds(kind, target, atSeconds, durationSeconds));
        return this;
    }

    static String adapter(int number) {
        return "a" + number;
    }

    static EngineSpec engine(int slots, int hostRoom) {
        return new EngineSpec(
                "small",
                "GPU",
                BASE,
                1,
                new StepTime(10, 0.2, 0.05, 0, 0.08, 0.001),
                new EngineLimits(64, 2_048, 100_000, 16, 8_192, slots, hostRoom, 64),
                List.of(new LoadTime(16, 5, 200, 50)),
                4,
                20,
                List.of());
    }

    Scenario scenario() {
        return scenario(Traffic.of(requests(1)));
    }

    Scenario scenario(Traffic traffic) {
        List<AdapterSpec> specs = new ArrayList<>();
        for (int i = 0; i < adapters; i++) {
            specs.add(new AdapterSpec(
                    adapter(i), BASE, "/lora/" + adapter(i), "", adapter(i), 16, 1, "standard", 1, 0, 0, "tenant"));
        }
        DeploymentSpec deployment = new DeploymentSpec(
                DEPLOYMENT,
                BASE,
                "GPU",
                1,
                maxLoras,
                maxCpuLoras,
                64,
                minPods == 0 ? pods : minPods,
                Math.max(pods, maxPods));
        SloClass standard = new SloClass("standard", new SloTarget(1, 0.1, 0), 2);
        Catalog catalog = new Catalog(Version.NONE, 0, specs, List.of(standard), List.of(deployment));
        List<ScenarioPod> there = new ArrayList<>();
        for (int i = 1; i <= pods; i++) {
            there.add(new ScenarioPod("pod-" + i, DEPLOYMENT, i % 2 == 0 ? "b" : "a"));
        }
        return new Scenario(
                "small",
                "",
                catalog,
                Map.of(DEPLOYMENT, engine(maxLoras, maxCpuLoras)),
                List.of("a", "b"),
                there,
                seconds * 1_000_000_000L,
                traffic,
                faults,
                List.of());
    }

    /** So many requests a second at first, then so many. */
    List<ScenarioRequest> requests(long seed, int firstSeconds, double thenPerSecond) {
        double first = perSecond;
        int all = seconds;
        seconds = firstSeconds;
        List<ScenarioRequest> requests = new ArrayList<>(requests(seed));
        seconds = all - firstSeconds;
        perSecond = thenPerSecond;
        for (ScenarioRequest later : requests(seed + 1)) {
            requests.add(ScenarioRequest.of(
                    requests.size(),
                    later.arrivalNanos() + firstSeconds * 1_000_000_000L,
                    later.model(),
                    later.promptTokens(),
                    later.outputTokens()));
        }
        seconds = all;
        perSecond = first;
        return requests;
    }

    /** The lower its number the hotter an adapter; every tenth request is for the base model. */
    List<ScenarioRequest> requests(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<ScenarioRequest> requests = new ArrayList<>();
        double at = 0;
        while (true) {
            at += -Math.log(1 - random.nextDouble()) / perSecond;
            if (at >= seconds) {
                return requests;
            }
            int hot = (int) (adapters * random.nextDouble() * random.nextDouble());
            String model = random.nextInt(10) == 0 ? BASE : adapter(hot);
            int prompt = 50 + random.nextInt(400);
            int output = 5 + random.nextInt(60);
            requests.add(ScenarioRequest.of(requests.size(), Math.round(at * 1e9), model, prompt, output));
        }
    }
}
