package dev.berth.optimizer.explain;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.RefusedException;
import dev.berth.optimizer.explain.AdapterExplanation.NotHeld;
import dev.berth.optimizer.explain.Verdict.Outcome;
import dev.berth.optimizer.policy.PlacementStart;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PairBar;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.ProblemReader;
import dev.berth.optimizer.problem.Units;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.ScoreLevel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Explains the plan in force under demand as it is now: each reason is a change tried on the placement and judged by the
 * planner's own rules. Pure.
 */
public final class Explainer {
    private static final String GIVEN_UP = "the plan in force gives the pod up";

    private final PlanInputs in;
    private final PlacementProblem problem;
    private final Occupancy occupancy;
    private final Suppose suppose;
    private final PairReasons pairs;
    private final Set<String> leaving;

    /**
     * @param in ready to plan on
     * @param staleMillis age from which demand says nothing any more
     */
    public Explainer(PlanInputs in, PlanningTerms terms, long staleMillis) {
        this.in = in;
        this.problem = ProblemReader.read(in, terms, staleMillis);
        Map<String, Double> unserved = new HashMap<>();
        in.currentPlan().ifPresent(plan -> plan.unserved().forEach(u -> unserved.put(u.model(), u.share())));
        this.occupancy = PlacementStart.asItIs(problem, unserved).occupancy();
        this.suppose = new Suppose(occupancy);
        this.pairs = new PairReasons(in, occupancy, suppose);
        this.leaving =
                new HashSet<>(in.currentPlan().map(PlacementPlan::leaving).orElse(List.of()));
    }

    /**
     * @param name of an adapter, or of a base model that is asked for
     * @throws RefusedException if there is no such model
     */
    public AdapterExplanation adapter(String name) {
        ModelLoad model = problem.models().stream()
                .filter(m -> m.model().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name));
        AdapterDemand demand = in.demand().get(name);
        List<NotHeld> notOn = notOn(model);
        return new AdapterExplanation(
                name,
                model.facts().baseModel(),
                model.facts().rank(),
                model.facts().sloClass(),
                plan(),
                model.facts().ratePerSecond(),
                demand == null ? 0 : demand.windowEndMillis(),
                Units.pods(model.facts().load()),
                problem.terms().targetLoad(),
                model.facts().minReplicas(),
                model.facts().maxReplicas(),
                on(model),
                notOn,
                decidedBy(notOn),
                (double) occupancy.unserved(model) / model.quanta(),
                unservedReason(model));
    }

    private RefusedException unknown(String model) {
        return problem.leftOut().stream()
                .filter(out -> out.model().equals(model))
                .findFirst()
                .map(out -> new RefusedException(model + " is asked for, but left out: " + out.sentence()))
                .or(() -> in.catalog().deployments().stream()
                        .filter(deployment -> deployment.baseModel().equals(model))
                        .findFirst()
                        .map(deployment -> new RefusedException(
                                "nothing is asked of the base model " + model + ", so nothing is planned for it")))
                .orElseGet(() -> RefusedException.unknown(
                        "adapter",
                        model,
                        problem.models().stream().map(ModelLoad::model).toList()));
    }

    private long plan() {
        return in.currentPlan().map(plan -> plan.version().counter()).orElse(0L);
    }

    private List<AdapterExplanation.Held> on(ModelLoad model) {
        List<AdapterExplanation.Held> on = new ArrayList<>();
        for (PodSeat seat : problem.seats()) {
            if (isOn(model, seat)) {
                on.add(new AdapterExplanation.Held(
                        seat.name(),
                        zone(seat),
                        pairs.tier(model, seat),
                        pairs.share(model, seat),
                        pairs.load(model, seat),
                        Units.pods(occupancy.load(seat)),
                        occupancy.slotUse(seat) / 1000.0,
                        seat.slots(),
                        occupancy.residents(seat),
                        seat.hostRoom(),
                        pairs.state(model, seat),
                        pairs.why(model, seat)));
            }
        }
        on.sort(Comparator.comparingDouble(h -> -h.share()));
        return on;
    }

    private boolean isOn(ModelLoad model, PodSeat seat) {
        return model.adapter() ? model.current(seat) : occupancy.count(model, seat) > 0;
    }

    private String zone(PodSeat seat) {
        return in.fleet().pod(seat.id()).map(PodState::zone).orElse("");
    }

    private List<NotHeld> notOn(ModelLoad model) {
        PodSeat host = worstHost(model);
        List<NotHeld> notOn = new ArrayList<>();
        for (PodSeat seat : problem.seats()) {
            if (!isOn(model, seat)) {
                notOn.add(model.allowed(seat) ? notHeld(model, host, seat) : excluded(model, seat));
            }
        }
        notOn.sort(Comparator.comparing(NotHeld::excluded)
                .thenComparing(n -> -levelOf(n))
                .thenComparing(NotHeld::by));
        in.fleet().pods().stream().filter(pod -> !pod.ready()).forEach(pod -> notOn.add(notReady(pod)));
        return notOn;
    }

    /** The lower the level that decides, the nearer the pod was to be chosen. */
    private static int levelOf(NotHeld notHeld) {
        return Arrays.stream(ScoreLevel.values())
                .filter(level -> level.words().equals(notHeld.level()))
                .mapToInt(ScoreLevel::index)
                .max()
                .orElse(ScoreLevel.values().length);
    }

    private PodSeat worstHost(ModelLoad model) {
        return problem.seats().stream()
                .filter(s -> occupancy.count(model, s) > 0)
                .max(Comparator.comparingLong(occupancy::load).thenComparing(s -> -s.index()))
                .orElse(null);
    }

    private NotHeld notHeld(ModelLoad model, PodSeat host, PodSeat seat) {
        if (leaving.contains(seat.name())) {
            return new NotHeld(seat.name(), true, ScoreLevel.RULES.words(), "pods that go hold nothing", 0, GIVEN_UP);
        }
        boolean unserved = occupancy.unserved(model) > 0;
        if (host == null && !unserved) {
            return new NotHeld(seat.name(), false, "", "", 0, "it has no demand to serve");
        }
        Verdict verdict = unserved ? suppose.served(model, seat) : suppose.moved(model, host, seat);
        String words = verdict.outcome() == Outcome.BETTER
                ? "would be better, and a plan may take it: " + verdict.sentence()
                : verdict.sentence();
        return new NotHeld(seat.name(), false, verdict.level(), verdict.constraint(), verdict.by(), words);
    }

    private NotHeld excluded(ModelLoad model, PodSeat seat) {
        return new NotHeld(
                seat.name(),
                true,
                ScoreLevel.RULES.words(),
                model.bar(seat).words(),
                0,
                pairs.barred(model.model(), model.bar(seat), seat));
    }

    private NotHeld notReady(PodState pod) {
        String why = "not ready: " + pod.readiness().name().toLowerCase(Locale.ROOT) + " since "
                + TimeText.at(pod.sinceMillis());
        return new NotHeld(pod.id().pod(), true, ScoreLevel.RULES.words(), "pods are ready", 0, why);
    }

    private static String decidedBy(List<NotHeld> notOn) {
        return notOn.stream()
                .filter(n -> !n.excluded())
                .findFirst()
                .map(n -> n.constraint().isEmpty()
                        ? n.pod() + ": " + n.why()
                        : n.level() + ", \"" + n.constraint() + "\": " + n.why())
                .orElse("");
    }

    private String unservedReason(ModelLoad model) {
        if (occupancy.unserved(model) == 0) {
            return "";
        }
        return in.currentPlan().stream()
                .flatMap(plan -> plan.unserved().stream())
                .filter(u -> u.model().equals(model.model()))
                .map(PlacementPlan.Unserved::reason)
                .findFirst()
                .orElse("no ready pod holds it, and no plan has been made since");
    }

    /**
     * @throws RefusedException if there is no such pod
     */
    public PodExplanation pod(String name) {
        PodState pod = in.fleet()
                .pod(name)
                .orElseThrow(() -> RefusedException.unknown(
                        "pod",
                        name,
                        in.fleet().pods().stream().map(p -> p.id().pod()).toList()));
        PodSeat seat = problem.seats().stream()
                .filter(s -> s.id().equals(pod.id()))
                .findFirst()
                .orElse(null);
        DeploymentSpec spec = in.catalog().deployment(pod.deployment()).orElse(null);
        List<PodExplanation.Held> models = seat == null ? List.of() : models(seat);
        int zombies = (int) in.ledger().entries().stream()
                .filter(e -> e.zombie() && e.pod().equals(pod.id()))
                .count();
        return new PodExplanation(
                name,
                pod.id().incarnation(),
                pod.deployment(),
                spec == null ? "" : spec.baseModel(),
                pod.zone(),
                pod.readiness().name().toLowerCase(Locale.ROOT),
                pod.sinceMillis(),
                plan(),
                seat == null ? 0 : Units.pods(occupancy.load(seat)),
                problem.terms().targetLoad(),
                problem.terms().maxLoad(),
                seat == null ? 0 : occupancy.slotUse(seat) / 1000.0,
                spec == null ? 0 : spec.maxLoras(),
                seat == null ? 0 : occupancy.residents(seat),
                seat == null ? 0 : seat.hostRoom(),
                zombies,
                models,
                seat == null ? List.of() : keptOff(seat),
                seat == null ? 0 : (int) models(seat, PairBar.BASE_MODEL).count(),
                models.isEmpty() ? emptyReason(pod, seat) : "");
    }

    private List<PodExplanation.Held> models(PodSeat seat) {
        return problem.models().stream()
                .filter(model -> isOn(model, seat))
                .sorted(Comparator.comparingDouble((ModelLoad m) -> -pairs.load(m, seat))
                        .thenComparing(ModelLoad::model))
                .map(m -> new PodExplanation.Held(
                        m.model(),
                        pairs.tier(m, seat),
                        pairs.share(m, seat),
                        pairs.load(m, seat),
                        pairs.state(m, seat),
                        pairs.why(m, seat)))
                .toList();
    }

    private Stream<ModelLoad> models(PodSeat seat, PairBar bar) {
        return problem.models().stream().filter(m -> m.adapter() && m.bar(seat) == bar);
    }

    private List<PodExplanation.KeptOff> keptOff(PodSeat seat) {
        return Stream.of(PairBar.EXCLUDED, PairBar.RANK, PairBar.PROFILE)
                .flatMap(bar -> models(seat, bar)
                        .map(m ->
                                new PodExplanation.KeptOff(m.model(), bar.words(), pairs.barred(m.model(), bar, seat))))
                .toList();
    }

    private String emptyReason(PodState pod, PodSeat seat) {
        if (!pod.ready()) {
            return "it is " + pod.readiness().name().toLowerCase(Locale.ROOT) + ", and plans count on ready pods only";
        }
        if (leaving.contains(pod.id().pod())) {
            return GIVEN_UP;
        }
        if (seat == null) {
            return "the catalog does not declare its deployment " + pod.deployment();
        }
        boolean any = problem.models().stream().anyMatch(m -> m.adapter() && m.allowed(seat));
        return any ? "every adapter is served within target without it" : "no adapter may be on it";
    }
}
