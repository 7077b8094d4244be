package dev.berth.evaluation.scenario;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.SloCapacity;
import dev.berth.domain.engine.StepTime;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloClass;
import dev.berth.domain.slo.SloJudge;
import dev.berth.domain.slo.SloJudge.Served;
import dev.berth.domain.slo.SloJudge.Verdict;
import dev.berth.domain.slo.SloTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Computes {@link ScenarioFloors} in one pass over the requests; memory hangs on adapters and windows, not on requests.
 *
 * <p>The load that a request puts on a pod is 1 / (highest rate of such requests within the SLO), by {@link SloCapacity} with
 * a single adapter in the batch, the least that LoRA can cost; without prefix hits. One that no pod serves within its SLO
 * costs what it costs without one. The slots that adapters need at once are {@code sum(1 - exp(-rate * e2e))} with the E2E of
 * an idle pod, also the least (unless requests are kept waiting until others for the same adapter come).
 */
public final class Floors {
    private static final long WINDOW_NANOS = 300_000_000_000L;
    private static final double NANOS = 1e9;
    private static final double MOST_RATE = 1_000;

    private final Scenario scenario;
    private final List<Pool> pools;
    private final Map<String, Integer> adapterIndex = new HashMap<>();
    private final SloClass[] classes;
    private final double[] idleSeconds;
    private long requests;
    private long within;
    private double allLoad;
    private double peakLoad;
    private final List<double[]> busySeconds = new ArrayList<>();

    private Floors(Scenario scenario) {
        this.scenario = scenario;
        this.pools = scenario.deployments().stream()
                .map(d -> new Pool(scenario.engine(d.name()), pods(scenario, d)))
                .filter(pool -> pool.pods() > 0)
                .toList();
        List<AdapterSpec> adapters = scenario.catalog().adapters();
        this.classes = new SloClass[adapters.size()];
        for (int i = 0; i < classes.length; i++) {
            adapterIndex.put(adapters.get(i).name(), i);
            classes[i] = scenario.catalog().sloClass(adapters.get(i).sloClass());
        }
        this.idleSeconds = new double[classes.length];
    }

    private static int pods(Scenario scenario, DeploymentSpec deployment) {
        return (int) scenario.pods().stream()
                .filter(pod -> pod.deployment().equals(deployment.name()))
                .count();
    }

    /** Pods of one kind at time 0. */
    private record Pool(EngineSpec engine, int pods) {
        SloCapacity.Point at(ScenarioRequest request, SloTarget target, int adapters) {
            return new SloCapacity(engine, adapters).atSlo(request.promptTokens(), request.outputTokens(), target);
        }
    }

    public static ScenarioFloors of(Scenario scenario, long seed) {
        return new Floors(scenario).read(scenario.requests(seed));
    }

    private ScenarioFloors read(Iterator<ScenarioRequest> all) {
        long windowEnd = WINDOW_NANOS;
        double windowLoad = 0;
        while (all.hasNext()) {
            ScenarioRequest request = all.next();
            if (request.arrivalNanos() >= windowEnd) {
                closeWindow(windowLoad, WINDOW_NANOS);
                windowLoad = 0;
                windowEnd += ((request.arrivalNanos() - windowEnd) / WINDOW_NANOS + 1) * WINDOW_NANOS;
            }
            windowLoad += load(request);
            requests++;
        }
        long last = scenario.durationNanos() - (windowEnd - WINDOW_NANOS);
        if (last >= WINDOW_NANOS / 2 || scenario.durationNanos() < WINDOW_NANOS) {
            closeWindow(windowLoad, Math.min(last, WINDOW_NANOS));
        } else {
            allLoad += windowLoad;
        }
        return floors();
    }

    private void closeWindow(double load, long nanos) {
        allLoad += load;
        peakLoad = Math.max(peakLoad, load * NANOS / nanos);
        // Seconds of service in a second: the exponent of the share of time in which the adapter is active.
        busySeconds.add(Arrays.stream(idleSeconds)
                .map(seconds -> seconds * NANOS / nanos)
                .toArray());
        Arrays.fill(idleSeconds, 0);
    }

    /** Seconds of the whole fleet that a request takes. */
    private double load(ScenarioRequest request) {
        Integer adapter = adapterIndex.get(request.model());
        SloTarget target = (adapter == null ? SloClass.STANDARD : classes[adapter]).target();
        int adapters = adapter == null ? 0 : 1;
        double fleetRate = fleetRate(request, target, adapters);
        boolean met = false;
        double bestSeconds = Double.POSITIVE_INFINITY;
        for (Pool pool : pools) {
            Served idle = idle(pool.engine(), request, adapters);
            met |= SloJudge.judge(target, referencePrefillSeconds(request), idle) == Verdict.MET;
            bestSeconds = Math.min(bestSeconds, idle.e2eSeconds());
        }
        within += met ? 1 : 0;
        if (adapter != null) {
            idleSeconds[adapter] += bestSeconds;
        }
        double anyRate = fleetRate > 0 ? fleetRate : fleetRate(request, SloTarget.NONE, adapters);
        return anyRate > 0 ? 1 / anyRate : 0; // Too long for every pod: refused at once.
    }

    private double fleetRate(ScenarioRequest request, SloTarget target, int adapters) {
        double rate = 0;
        for (Pool pool : pools) {
            rate += pool.pods() * pool.at(request, target, adapters).requestsPerSecond();
        }
        return rate;
    }

    private double referencePrefillSeconds(ScenarioRequest request) {
        EngineSpec reference = scenario.referenceEngine();
        return reference
                .stepTime()
                .idlePrefillSeconds(request.promptTokens(), reference.limits().maxBatchedTokens());
    }

    private static Served idle(EngineSpec engine, ScenarioRequest request, int adapters) {
        StepTime step = engine.stepTime();
        double ttft = step.loraFactor(adapters)
                * step.idlePrefillSeconds(
                        request.promptTokens(), engine.limits().maxBatchedTokens());
        double kvTokens = request.promptTokens() + request.outputTokens() / 2.0;
        double tpot = step.millis(1, 0, kvTokens, adapters) / 1000;
        double e2e = ttft + tpot * (request.outputTokens() - 1);
        return new Served(Outcome.COMPLETED, true, ttft, e2e, request.outputTokens());
    }

    private static double active(double[] busy, double factor) {
        return Arrays.stream(busy)
                .map(seconds -> 1 - Math.exp(-factor * seconds))
                .sum();
    }

    private double meanActive(double factor) {
        return busySeconds.stream()
                .mapToDouble(busy -> active(busy, factor))
                .average()
                .orElse(0);
    }

    /** The multiple of the rate at which all slots are used on average; infinite if there are enough for every adapter. */
    private double rateOfSlots(double slots) {
        if (slots >= idleSeconds.length) {
            return Double.POSITIVE_INFINITY;
        }
        double low = 0;
        double high = 1;
        while (meanActive(high) < slots && high < MOST_RATE) {
            high *= 2;
        }
        for (int i = 0; i < 50; i++) {
            double middle = (low + high) / 2;
            low = meanActive(middle) < slots ? middle : low;
            high = meanActive(middle) < slots ? high : middle;
        }
        return low;
    }

    private ScenarioFloors floors() {
        int pods = scenario.pods().size();
        double seconds = scenario.durationNanos() / NANOS;
        double load = allLoad / seconds;
        double mostActive =
                busySeconds.stream().mapToDouble(busy -> active(busy, 1)).max().orElse(0);
        double slots = pools.stream()
                .mapToDouble(
                        pool -> (double) pool.pods() * pool.engine().limits().maxLoras())
                .sum();
        double slotsPerPod = slots / pods;
        return new ScenarioFloors(
                requests,
                requests / seconds,
                ceil(mostActive / slotsPerPod),
                ceil(idleSeconds.length / slotsPerPod),
                load,
                peakLoad,
                ceil(load * pods),
                ceil(peakLoad * pods),
                Math.min(MOST_RATE, Math.min(load == 0 ? MOST_RATE : 1 / load, rateOfSlots(slots))),
                requests == 0 ? 1 : (double) within / requests);
    }

    private static int ceil(double pods) {
        return (int) Math.ceil(pods - 1e-9);
    }
}
