package dev.berth.evaluation.status;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.routing.RouterReport;
import dev.berth.domain.routing.RoutingTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A snapshot for people: what runs where, how fresh it is, and what is missing. */
public final class StatusText {
    /** A window of demand older than this says nothing of now. Milliseconds. */
    private static final long STALE_DEMAND_MILLIS = 120_000;

    private StatusText() {}

    public static List<String> lines(FleetSnapshot snapshot) {
        List<String> lines = new ArrayList<>();
        lines.add("plan     " + plan(snapshot));
        lines.add("table    " + table(snapshot));
        lines.add("routers  " + routers(snapshot));
        lines.add("demand   " + demand(snapshot));
        List<String> said = said(snapshot);
        if (!said.isEmpty()) {
            lines.add("control  " + String.join("; ", said));
        }
        lines.add("");
        lines.addAll(PlacementGrid.rows(snapshot, Integer.MAX_VALUE));
        lines.add(PlacementGrid.LEGEND);
        List<String> missing = missing(snapshot);
        lines.add("");
        if (missing.isEmpty()) {
            lines.add("nothing is missing");
        }
        missing.forEach(what -> lines.add("missing: " + what));
        return lines;
    }

    /** What the operator said that holds now, and what waits for a word. */
    private static List<String> said(FleetSnapshot snapshot) {
        Control control = snapshot.control();
        List<String> said = new ArrayList<>();
        if (control.frozen()) {
            said.add("frozen, " + control.frozenReason());
        }
        if (control.holds(snapshot.readAtMillis())) {
            said.add("holding on to plan " + control.rollbackPlan());
        }
        snapshot.proposed().ifPresent(plan -> said.add("plan " + plan.version().counter() + " waits for an approval"));
        if (control.maxMovesPerPlan() > 0) {
            said.add("at most " + control.maxMovesPerPlan() + " moves a plan");
        }
        if (control.maxLoadsPerPodPerMinute() > 0) {
            said.add("at most " + control.maxLoadsPerPodPerMinute() + " loads a pod and minute");
        }
        if (!control.pins().isEmpty()) {
            said.add(control.pins().size() + " pins");
        }
        return said;
    }

    /** What keeps the loop from being closed, one sentence each. */
    public static List<String> missing(FleetSnapshot snapshot) {
        List<String> missing = new ArrayList<>();
        if (snapshot.catalog().isEmpty() || snapshot.fleet().isEmpty()) {
            missing.add("catalog and fleet: no actuator has written them (./berth actuate)");
        }
        snapshot.pods().stream()
                .filter(pod -> !pod.ready())
                .forEach(pod -> missing.add("pod " + pod.id().pod() + " is "
                        + pod.readiness().name().toLowerCase(Locale.ROOT)));
        if (snapshot.table().isEmpty()) {
            missing.add("routing table: the actuator has published none");
        }
        if (!snapshot.unservedAdapters().isEmpty() && snapshot.table().isPresent()) {
            missing.add("a ready pod for " + String.join(", ", snapshot.unservedAdapters()));
        }
        if (snapshot.aliveRouters().isEmpty()) {
            missing.add("a router: none has reported in the last " + RouterReport.DEAD_AFTER_MILLIS / 1000
                    + " s (./berth router)");
        } else if (snapshot.table().isPresent() && !snapshot.routersAreCurrent()) {
            missing.add("a router still picks from an older table");
        }
        if (snapshot.offlineProfiles().isEmpty()) {
            missing.add("profiles: no plan can be made without (./berth profile publish)");
        }
        if (snapshot.demand().isEmpty()) {
            missing.add("demand: no traffic yet, or the jobs do not run (./berth jobs)");
        }
        if (snapshot.plan().isEmpty()) {
            missing.add("a plan: adapters are dispatched evenly until there is one (./berth optimize)");
        }
        return missing;
    }

    private static String plan(FleetSnapshot snapshot) {
        if (snapshot.plan().isEmpty()) {
            return "none";
        }
        PlacementPlan plan = snapshot.plan().get();
        String from = plan.inputs().demandWindowEndMillis() == 0
                ? "without demand"
                : "from demand up to " + age(snapshot, plan.inputs().demandWindowEndMillis());
        return String.format(
                Locale.ROOT,
                "%s, made %s, %s, %d changes, gap to bound %.1f %%",
                plan.version(),
                age(snapshot, plan.madeAtMillis()),
                from,
                plan.changes().size(),
                plan.gap() * 100);
    }

    private static String table(FleetSnapshot snapshot) {
        if (snapshot.table().isEmpty()) {
            return "none";
        }
        RoutingTable table = snapshot.table().get();
        long routes = table.models().values().stream()
                .mapToLong(m -> m.routes().size())
                .sum();
        return String.format(
                Locale.ROOT,
                "%s, made %s, %d models on %d pods by %d routes, carries %s",
                table.version(),
                age(snapshot, table.madeAtMillis()),
                table.models().size(),
                table.pods().size(),
                routes,
                table.planVersion().epoch() == 0 ? "no plan" : "plan " + table.planVersion());
    }

    private static String routers(FleetSnapshot snapshot) {
        if (snapshot.routers().isEmpty()) {
            return "none";
        }
        List<String> said = new ArrayList<>();
        snapshot.routers().forEach((name, report) -> {
            int inFlight = report.inFlight().stream()
                    .mapToInt(RouterReport.InFlight::count)
                    .sum();
            said.add(name + " (table " + report.applied() + ", " + inFlight + " in flight, heard "
                    + age(snapshot, report.madeAtMillis()) + ")");
        });
        return String.join("; ", said.stream().sorted().toList());
    }

    private static String demand(FleetSnapshot snapshot) {
        long newest = snapshot.demand().values().stream()
                .mapToLong(AdapterDemand::windowEndMillis)
                .max()
                .orElse(0);
        if (newest == 0) {
            return "none";
        }
        double rate = snapshot.demand().values().stream()
                .mapToDouble(AdapterDemand::arrivalsPerSecond)
                .sum();
        String stale = snapshot.readAtMillis() - newest > STALE_DEMAND_MILLIS ? " (stale)" : "";
        return String.format(
                Locale.ROOT,
                "%.2f req/s over %d models, newest window ended %s%s",
                rate,
                snapshot.demand().size(),
                age(snapshot, newest),
                stale);
    }

    private static String age(FleetSnapshot snapshot, long atMillis) {
        return String.format(Locale.ROOT, "%.1f s ago", Math.max(0, snapshot.readAtMillis() - atMillis) / 1000.0);
    }
}
