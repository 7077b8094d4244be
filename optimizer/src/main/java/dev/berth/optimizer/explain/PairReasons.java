package dev.berth.optimizer.explain;

import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.LedgerEntry;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlanChange;
import dev.berth.domain.placement.Tier;
import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PairBar;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.Units;
import dev.berth.optimizer.score.Occupancy;
import java.util.Locale;
import java.util.Optional;

/** One model on one pod: as what, in which state, and why; or why it may not be there. */
final class PairReasons {
    private final PlanInputs in;
    private final Occupancy occupancy;
    private final Suppose suppose;

    PairReasons(PlanInputs in, Occupancy occupancy, Suppose suppose) {
        this.in = in;
        this.occupancy = occupancy;
        this.suppose = suppose;
    }

    private Optional<Assignment> assignment(ModelLoad model, PodSeat seat) {
        return in.currentPlan().flatMap(plan -> plan.assignment(model.model(), seat.id()));
    }

    String tier(ModelLoad model, PodSeat seat) {
        if (in.current() == null) {
            return "hot";
        }
        return assignment(model, seat)
                .map(a -> a.tier() == Tier.HOT ? "hot" : "warm")
                .orElse("none");
    }

    double share(ModelLoad model, PodSeat seat) {
        return in.current() == null
                ? (double) occupancy.count(model, seat) / model.quanta()
                : assignment(model, seat).map(Assignment::weight).orElse(0.0);
    }

    double load(ModelLoad model, PodSeat seat) {
        return Units.pods(occupancy.count(model, seat) * model.quantumLoad(seat));
    }

    String state(ModelLoad model, PodSeat seat) {
        if (!model.adapter()) {
            return "served";
        }
        Optional<PairState> tried = in.ledger().entry(model.model(), seat.id()).map(LedgerEntry::state);
        if (tried.isPresent()) {
            return tried.get().name().toLowerCase(Locale.ROOT);
        }
        String engineName =
                in.catalog().adapter(model.model()).map(AdapterSpec::engineName).orElse(model.model());
        boolean listed = in.fleet()
                .pod(seat.id())
                .map(pod -> pod.registered().contains(engineName))
                .orElse(false);
        return listed ? "registered" : "not loaded";
    }

    String why(ModelLoad model, PodSeat seat) {
        if (model.pair(seat).pinned()) {
            return "pinned, or being loaded: it stays";
        }
        String loaded = in.currentPlan()
                .flatMap(plan -> plan.changes().stream()
                        .filter(c ->
                                c.model().equals(model.model()) && seat.id().equals(c.pod()))
                        .filter(c -> c.kind() == PlanChange.Kind.LOAD || c.kind() == PlanChange.Kind.RETIER)
                        .findFirst())
                .map(c -> "loaded when " + c.reason() + "; ")
                .orElse("");
        if (occupancy.count(model, seat) == 0) {
            return loaded + whyWithoutTraffic(tier(model, seat));
        }
        if (occupancy.replicas(model) == 1 && model.adapter()) {
            return loaded + "its only replica";
        }
        Verdict without = suppose.without(model, seat);
        return loaded + "without it " + without.sentence();
    }

    private static String whyWithoutTraffic(String tier) {
        return switch (tier) {
            case "hot" -> "a spare copy without planned traffic, for bursts and lost pods";
            case "warm" -> "a spare copy in host memory, to be spilled to";
            default -> "left over: a plan takes it away when that pays";
        };
    }

    String barred(String model, PairBar bar, PodSeat seat) {
        Catalog catalog = in.catalog();
        return switch (bar) {
            case BASE_MODEL ->
                "serves " + seat.baseModel() + ", not "
                        + catalog.adapter(model).map(AdapterSpec::baseModel).orElse(model);
            case RANK ->
                "takes ranks to " + seat.maxLoraRank() + ", it has "
                        + catalog.adapter(model).map(AdapterSpec::rank).orElse(0);
            case PROFILE -> "its profile meets the objective for no length of request";
            case EXCLUDED -> failed(model, seat);
            default -> bar.words();
        };
    }

    private String failed(String model, PodSeat seat) {
        return in.ledger()
                .entry(model, seat.id())
                .map(entry -> {
                    String until = entry.retryAfterMillis() == Long.MAX_VALUE
                            ? "for good"
                            : "until " + TimeText.at(entry.retryAfterMillis()) + " (in "
                                    + TimeText.length(entry.retryAfterMillis() - in.nowMillis()) + ")";
                    String reason = entry.reason().isEmpty() ? "" : ": " + entry.reason();
                    return "excluded " + until + ", loading it there failed "
                            + (entry.tries() == 1 ? "once" : entry.tries() + " times") + reason;
                })
                .orElse(PairBar.EXCLUDED.words());
    }
}
