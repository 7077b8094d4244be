package dev.berth.evaluation.bench;

import dev.berth.optimizer.certify.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How good plans are and how soon they come, against what no plan can be better than.
 *
 * @param certified whether a solver bounded the relaxation; if not, bounds are the closed-form ones
 * @param peakHeapMebibytes most heap used at once, all instances
 */
public record OptimizerReport(
        boolean certified,
        List<Solves> solves,
        List<Events> events,
        List<Resolves> resolves,
        double peakHeapMebibytes) {

    /** One instance over its seeds. */
    public record Solves(String name, String instance, String goal, List<Solve> seeds) {}

    /**
     * One plan.
     *
     * @param overload load beyond targets, pods
     * @param objective 20 for a load, 5 for an unload, 1 for a doubling of rank that is wasted
     * @param bound of the objective
     * @param source of the bound
     * @param gap relative, 0.01 = 1 %
     */
    public record Solve(
            long seed,
            long loads,
            long unloads,
            long rankWaste,
            double overload,
            double unserved,
            double objective,
            double bound,
            Certificate.Source source,
            double gap,
            double closedFormBound,
            long closedFormLoads,
            double cpuSeconds,
            double seconds,
            long steps) {}

    /** Over seeds. */
    public record Events(String name, String goal, List<Event> events) {}

    /**
     * A first plan after an event.
     *
     * @param seconds on the wall, from documents to the plan
     * @param cpuSeconds of the thread
     * @param better whether the planner would publish it
     * @param unservedByClass share of each class's demand that the plan leaves out, if any
     */
    public record Event(
            String event,
            long seed,
            double seconds,
            double cpuSeconds,
            boolean better,
            double overloadBefore,
            double overload,
            double unservedBefore,
            double unserved,
            String unservedByClass) {}

    /**
     * Over seeds.
     *
     * @param flaps adapters that came back to a pod which they had left in the same chain
     */
    public record Resolves(String name, String goal, List<Resolve> turns, int flaps) {}

    /**
     * One plan of a chain.
     *
     * @param published whether there was anything worth its moves; if not, there are no loads and none are needed
     * @param moved loads as a share of the assignments
     */
    public record Resolve(
            long seed,
            int turn,
            boolean published,
            long loads,
            double boundLoads,
            Certificate.Source source,
            double moved,
            double cpuSeconds,
            double seconds) {}

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (!solves.isEmpty()) {
            lines.add("Bounds: "
                    + (certified ? "the aggregated-column relaxation, by a solver" : "closed form (--certify: tighter)")
                    + "; median [least - most] of the seeds");
            lines.add(String.format(
                    Locale.ROOT,
                    "%-8s %5s %18s %10s %24s %24s %10s %20s %18s",
                    "",
                    "seeds",
                    "loads",
                    "overload",
                    "objective",
                    "gap %",
                    "optimal",
                    "core seconds",
                    "wall seconds"));
            solves.forEach(s -> lines.add(line(s)));
        }
        events.forEach(e -> lines.addAll(lines(e)));
        resolves.forEach(r -> lines.add(line(r)));
        lines.add(String.format(Locale.ROOT, "Most heap at once: %.0f MiB", peakHeapMebibytes));
        return lines;
    }

    private static String line(Solves s) {
        long optimal = s.seeds().stream().filter(one -> one.gap() < 1e-6).count();
        return String.format(
                Locale.ROOT,
                "%-8s %5d %18s %10.4f %24s %24s %10s %20s %18s   goal: %s",
                s.name(),
                s.seeds().size(),
                spread("%.0f", s.seeds(), Solve::loads),
                s.seeds().stream().mapToDouble(Solve::overload).max().orElse(0),
                spread("%.0f", s.seeds(), Solve::objective),
                spread("%.2f", s.seeds(), one -> 100 * one.gap()),
                optimal + " of " + s.seeds().size(),
                spread("%.1f", s.seeds(), Solve::cpuSeconds),
                spread("%.1f", s.seeds(), Solve::seconds),
                s.goal());
    }

    private static List<String> lines(Events e) {
        List<String> lines = new ArrayList<>();
        lines.add("Events; goal: " + e.goal());
        List<String> kinds = e.events().stream().map(Event::event).distinct().toList();
        for (String kind : kinds) {
            List<Event> of =
                    e.events().stream().filter(x -> x.event().equals(kind)).toList();
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-15s %s s, of one core %s s; better in %d of %d; pods beyond target %s -> %s; pods unserved %s -> %s %s",
                    kind,
                    spread("%.2f", of, Event::seconds),
                    spread("%.2f", of, Event::cpuSeconds),
                    of.stream().filter(Event::better).count(),
                    of.size(),
                    spread("%.2f", of, Event::overloadBefore),
                    spread("%.2f", of, Event::overload),
                    spread("%.2f", of, Event::unservedBefore),
                    spread("%.2f", of, Event::unserved),
                    of.get(0).unservedByClass()));
        }
        return lines;
    }

    private static String line(Resolves r) {
        double loads = r.turns().stream().mapToDouble(Resolve::loads).sum();
        double bound = r.turns().stream().mapToDouble(Resolve::boundLoads).sum();
        return String.format(
                Locale.ROOT,
                "%-8s %d turns, %d with a plan: moved %s %% of assignments; loads %s, all %.0f against %.0f of the bound"
                        + " (%.2f x); %d back to where they had been; of one core %s s a turn   goal: %s",
                r.name(),
                r.turns().size(),
                r.turns().stream().filter(Resolve::published).count(),
                spread("%.2f", r.turns(), t -> 100 * t.moved()),
                spread("%.0f", r.turns(), Resolve::loads),
                loads,
                bound,
                loads / Math.max(1, bound),
                r.flaps(),
                spread("%.1f", r.turns(), Resolve::cpuSeconds),
                r.goal());
    }

    private static <T> String spread(String form, List<T> rows, ToDoubleFunction<T> value) {
        Spread spread = Spread.of(rows.stream().mapToDouble(value).toArray());
        return String.format(
                Locale.ROOT, form + " [" + form + " - " + form + "]", spread.median(), spread.least(), spread.most());
    }
}
