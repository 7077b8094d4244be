package dev.berth.optimizer.problem;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.LedgerEntry;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.slo.SloClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** States the placement problem that a set of documents poses. */
public final class ProblemReader {
    private static final int MOST_PRIORITY = 99;

    private final PlanInputs in;
    private final List<PlacementProblem.LeftOut> leftOut;
    private final PlanningTerms terms;
    private final LengthMix lengths;
    private final PooledRates rates;
    private final List<DeploymentSpec> groups;
    private final List<String> zones;
    private final List<PodState> pods;
    private final PairReader pairs;
    private final long silentBefore;

    private ProblemReader(PlanInputs read, PlanningTerms terms, long staleAfterMillis) {
        SoundInputs sound = SoundInputs.of(read);
        this.in = sound.inputs();
        this.leftOut = sound.leftOut();
        this.terms = terms;
        this.lengths = new LengthMix(in.demand().values(), terms);
        this.groups = in.catalog().deployments().stream()
                .sorted(Comparator.comparing(DeploymentSpec::name))
                .toList();
        this.pods = in.fleet().readyPods().stream()
                .filter(pod -> in.catalog().deployment(pod.deployment()).isPresent())
                .sorted(Comparator.comparing(pod -> pod.id().pod()))
                .toList();
        this.zones = pods.stream().map(PodState::zone).distinct().sorted().toList();
        this.pairs = new PairReader(in, terms);
        this.silentBefore = in.demandWindowEndMillis() - staleAfterMillis;
        this.rates = new PooledRates(
                in.demand().values().stream()
                        .filter(one -> one.windowEndMillis() >= silentBefore)
                        .toList(),
                terms.upperShare(),
                model -> in.catalog().adapter(model).map(AdapterSpec::baseModel).orElse(model));
    }

    /**
     * @param staleAfterMillis a model whose demand is this much older than the newest one is silent
     */
    public static PlacementProblem read(PlanInputs in, PlanningTerms terms, long staleAfterMillis) {
        return new ProblemReader(in, terms, staleAfterMillis).read();
    }

    /** Load of each model, ten-thousandths of a pod: what is compared to tell whether demand has moved. */
    public static Map<String, Long> loads(PlanInputs in, PlanningTerms terms, long staleAfterMillis) {
        Map<String, Long> loads = new TreeMap<>();
        new ProblemReader(in, terms, staleAfterMillis).wanted().forEach((model, w) -> loads.put(model, w.load()));
        return loads;
    }

    private Map<String, Wanted> wanted() {
        Map<String, Wanted> wanted = new TreeMap<>();
        in.catalog().adapters().forEach(a -> wanted.put(a.name(), wanted(a)));
        in.demand().forEach((model, demand) -> {
            if (in.catalog().adapter(model).isEmpty() && isBaseModel(model) && rate(demand) > 0) {
                wanted.put(model, wantedBase(model));
            }
        });
        return wanted;
    }

    private PlacementProblem read() {
        Map<String, Wanted> wanted = wanted();
        Map<String, Double> totals = new TreeMap<>();
        wanted.values().forEach(w -> totals.merge(w.baseModel(), Units.pods(w.load()), Double::sum));
        List<PodSeat> seats = seats(totals, crowding(wanted.values()));
        List<ModelLoad> models = new ArrayList<>();
        for (Wanted one : wanted.values()) {
            models.add(model(models.size(), one, seats));
        }
        return new PlacementProblem(terms, seats, models, zones.size(), leftOut, in.current() != null);
    }

    private boolean isBaseModel(String model) {
        return groups.stream().anyMatch(g -> g.baseModel().equals(model));
    }

    static double rate(AdapterDemand demand) {
        return demand.forecastPerSecond() > 0 ? demand.forecastPerSecond() : demand.arrivalsPerSecond();
    }

    private Wanted wanted(AdapterSpec spec) {
        return wanted(spec.name(), spec, spec.baseModel(), in.catalog().sloClass(spec.sloClass()));
    }

    private Wanted wantedBase(String model) {
        return wanted(model, null, model, SloClass.STANDARD);
    }

    private Wanted wanted(String model, AdapterSpec spec, String baseModel, SloClass slo) {
        AdapterDemand seen = in.demand().get(model);
        AdapterDemand demand = seen != null && seen.windowEndMillis() >= silentBefore ? seen : null;
        double rate = demand == null ? 0 : rates.of(demand);
        List<Double> pods = new ArrayList<>();
        double heaviest = terms.idleLoad();
        double missed = 1;
        double seconds = 0;
        for (int g = 0; g < groups.size(); g++) {
            LatencyProfile profile = in.profiles().get(groups.get(g).name());
            if (profile == null || !groups.get(g).baseModel().equals(baseModel)) {
                pods.add(Double.POSITIVE_INFINITY);
                continue;
            }
            LengthMix.Mean mean = lengths.of(demand, profile);
            pods.add(Math.max(terms.idleLoad(), rate * mean.loadPerRate()));
            seconds = Math.max(seconds, mean.e2eSeconds());
            if (Double.isFinite(pods.get(g))) {
                heaviest = Math.max(heaviest, pods.get(g));
                missed = Math.min(missed, mean.missedShare());
            }
        }
        double measured = demand == null || !(demand.meanE2eSeconds() > 0) ? 0 : demand.meanE2eSeconds();
        // Where requests wait, their time says nothing of how long they would hold a slot.
        double e2e = measured > 0 && seconds > 0 ? Math.min(measured, seconds) : Math.max(measured, seconds);
        return new Wanted(
                model, spec, baseModel, slo, demand, rate, e2e, missed, pods, Math.max(1, Units.load(heaviest)));
    }

    /** Adapters expected active at once for each slot that there is, by base model, if each were on one pod. */
    private Map<String, Double> crowding(Collection<Wanted> wanted) {
        Map<String, Double> active = new TreeMap<>();
        wanted.forEach(w -> active.merge(w.baseModel(), w.active(), Double::sum));
        Map<String, Integer> slots = new TreeMap<>();
        for (PodState pod : pods) {
            DeploymentSpec spec = in.catalog().deployment(pod.deployment()).orElseThrow();
            slots.merge(spec.baseModel(), spec.maxLoras(), Integer::sum);
        }
        active.replaceAll((base, adapters) -> adapters / Math.max(1, slots.getOrDefault(base, 0)));
        return active;
    }

    /**
     * Which adapters are active when is chance, and engines let requests wait for a slot: where slots are short in any case,
     * pods share them in turn, and none takes much more than its share.
     */
    private long activeMost(int slots, double crowding) {
        long all = slots * Units.SLOT;
        return terms.strictSlots() ? all : Math.max(all, Math.round(terms.slotBand() * crowding * all));
    }

    private List<PodSeat> seats(Map<String, Double> loadByBaseModel, Map<String, Double> crowding) {
        List<PodSeat> seats = new ArrayList<>();
        Map<String, Long> podsByBase =
                pods.stream().collect(Collectors.groupingBy(this::baseModel, Collectors.counting()));
        Map<PodIncarnation, Long> zombiesByPod = in.ledger().entries().stream()
                .filter(LedgerEntry::zombie)
                .collect(Collectors.groupingBy(LedgerEntry::pod, Collectors.counting()));
        for (PodState pod : pods) {
            DeploymentSpec spec = in.catalog().deployment(pod.deployment()).orElseThrow();
            double mean = loadByBaseModel.getOrDefault(spec.baseModel(), 0.0) / podsByBase.get(spec.baseModel());
            int zombies = zombiesByPod.getOrDefault(pod.id(), 0L).intValue();
            seats.add(new PodSeat(
                    seats.size(),
                    pod.id(),
                    spec.name(),
                    groups.indexOf(spec),
                    spec.baseModel(),
                    zones.indexOf(pod.zone()),
                    spec.maxLoras(),
                    activeMost(spec.maxLoras(), crowding.getOrDefault(spec.baseModel(), 0.0)),
                    Math.max(0, spec.maxCpuLoras() - zombies),
                    spec.maxLoraRank(),
                    Units.load(terms.maxLoad()),
                    Units.load(terms.targetLoad()),
                    Units.load(Math.min(1, mean) * terms.balanceBand()),
                    0));
        }
        return seats;
    }

    private String baseModel(PodState pod) {
        return in.catalog().deployment(pod.deployment()).orElseThrow().baseModel();
    }

    private ModelLoad model(int index, Wanted wanted, List<PodSeat> seats) {
        ModelLoad.Pair[] pairs = this.pairs.of(wanted, seats);
        int hosts = (int) Arrays.stream(pairs).filter(ModelLoad.Pair::serving).count();
        int allowed =
                (int) Arrays.stream(pairs).filter(p -> p.bar() == PairBar.NONE).count();
        int minReplicas = wanted.spec() == null
                ? Math.min(1, allowed)
                : Math.min(wanted.spec().minReplicas(), allowed);
        int pinned = (int) Arrays.stream(pairs).filter(ModelLoad.Pair::pinned).count();
        int quanta = quanta(wanted.load(), Math.max(1, Math.max(minReplicas, pinned)), hosts, seats.size());
        long[] load = new long[groups.size()];
        for (int g = 0; g < load.length; g++) {
            load[g] = wanted.loadOn(g);
        }
        boolean kept = wanted.spec() != null
                && wanted.rate() > 0
                && Arrays.stream(pairs).anyMatch(p -> p.current() && p.bar() == PairBar.NONE);
        return new ModelLoad(index, facts(wanted, minReplicas, quanta, kept), load, inFlight(wanted), pairs);
    }

    private ModelFacts facts(Wanted wanted, int minReplicas, int quanta, boolean kept) {
        AdapterSpec spec = wanted.spec();
        int priority = spec == null ? 0 : Math.max(-MOST_PRIORITY, Math.min(MOST_PRIORITY, spec.priority()));
        return new ModelFacts(
                wanted.model(),
                spec != null,
                wanted.baseModel(),
                spec == null ? 0 : spec.rank(),
                wanted.slo().name(),
                wanted.slo().weight() * (MOST_PRIORITY + 1) + priority,
                minReplicas,
                spec == null ? 0 : spec.maxReplicas(),
                quanta,
                wanted.rate(),
                burstiness(wanted.demand()),
                wanted.missedShare(),
                kept,
                zones.size(),
                wanted.load());
    }

    private static double burstiness(AdapterDemand demand) {
        double seen = demand == null ? 1 : demand.burstiness();
        return seen > 1 && seen < Double.POSITIVE_INFINITY ? seen : 1;
    }

    /**
     * One quantum for each {@code quantum} pods of load. A replica that is there already may stay while it has half of
     * one to do: so replicas come at twice the load at which they go, and don't flap.
     *
     * @param leastQuanta as many as it must have replicas, since a replica is where a quantum is
     */
    private int quanta(long load, int leastQuanta, int hosts, int seats) {
        int needed = (int) Math.ceil(Units.pods(load) / terms.quantum());
        int kept = Math.min(hosts, (int) Math.ceil(2 * Units.pods(load) / terms.quantum()));
        int most = (int) Math.ceil(2 * Math.max(1, seats) / terms.quantum());
        return Math.max(leastQuanta, Math.min(most, Math.max(needed, kept)));
    }

    private double inFlight(Wanted wanted) {
        return wanted.spec() != null && terms.strictSlots() ? Double.POSITIVE_INFINITY : wanted.inFlight();
    }
}
