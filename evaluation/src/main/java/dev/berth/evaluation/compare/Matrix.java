package dev.berth.evaluation.compare;

import dev.berth.evaluation.outcome.RunResult;
import dev.berth.evaluation.virtual.Arm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Makes all runs of a plan and compares them. */
public final class Matrix {
    /** Said with every claim. */
    public static final List<String> LIMITS = List.of(
            "The GPUs are simulated: step times come from published coefficients and a fit to real runs (docs/twin.md).",
            "Public traces name no adapters: which request asks for which one, drift and flash crowds are synthetic.",
            "Public traces last about one hour; more traffic is made of jittered copies of it.",
            "What adapters cost in a batch differs more than tenfold between vLLM versions: only what holds at low and at"
                    + " high LoRA overhead is a claim.");

    private final MatrixPlan plan;
    private final CachedRuns runs;
    private final RunListener listener;

    public Matrix(MatrixPlan plan, CachedRuns runs, RunListener listener) {
        this.plan = plan;
        this.runs = runs;
        this.listener = listener;
    }

    /**
     * Runs that break are told of in their rows.
     *
     * @throws InterruptedException if interrupted; what was run stays in the cache
     */
    public Comparison compare(int threads) throws InterruptedException {
        listener.planned(plan.workloads().size() * plan.arms().size() * plan.seeds());
        List<SeedRow> rows = plan.goal() instanceof MatrixPlan.Goal.Figures ? figures(threads) : searches(threads);
        List<Comparison.Block> blocks = new ArrayList<>();
        int ofBlock = plan.arms().size() * plan.seeds();
        for (int b = 0; b < plan.workloads().size(); b++) {
            blocks.add(block(plan.workloads().get(b), rows.subList(b * ofBlock, (b + 1) * ofBlock)));
        }
        Measure headline = plan.headline();
        return new Comparison(
                Comparison.FORM,
                sought(),
                target(),
                headline,
                plan.baseline(),
                plan.seedList(),
                blocks,
                Crossover.of(blocks, headline),
                method(),
                LIMITS);
    }

    private Callable<SeedRow> watched(Callable<SeedRow> task) {
        return () -> {
            try {
                SeedRow row = task.call();
                if (!row.well()) {
                    listener.failed(row.workload() + ", seed " + row.seed(), row.failure());
                }
                return row;
            } finally {
                listener.finished();
            }
        };
    }

    /** In the order of workloads, arms, seeds. */
    private List<SeedRow> figures(int threads) throws InterruptedException {
        List<Callable<SeedRow>> tasks = new ArrayList<>();
        for (Workload workload : plan.workloads()) {
            for (Arm arm : plan.arms()) {
                plan.seedList().forEach(seed -> tasks.add(watched(() -> run(new RunSpec(workload, arm, seed)))));
            }
        }
        return ParallelTasks.run(tasks, threads);
    }

    /** The same: first the first seed of each arm, then all others, which begin where it ended. */
    private List<SeedRow> searches(int threads) throws InterruptedException {
        List<ArmSearch> searches = new ArrayList<>();
        for (Workload workload : plan.workloads()) {
            plan.arms().forEach(arm -> searches.add(search(workload, arm)));
        }
        List<Long> seeds = plan.seedList();
        List<Long> others = seeds.subList(1, seeds.size());
        List<SeedRow> first = ParallelTasks.run(
                searches.stream()
                        .map(search -> watched(() -> search.first(seeds.get(0))))
                        .toList(),
                threads);
        List<SeedRow> next = ParallelTasks.run(
                searches.stream()
                        .flatMap(search -> others.stream().map(seed -> watched(() -> search.next(seed))))
                        .toList(),
                threads);
        List<SeedRow> rows = new ArrayList<>();
        for (int s = 0; s < searches.size(); s++) {
            rows.add(first.get(s));
            rows.addAll(next.subList(s * others.size(), (s + 1) * others.size()));
        }
        return rows;
    }

    private SeedRow run(RunSpec spec) {
        try {
            RunResult result = runs.result(spec);
            String note = result.requests().offered() == 0 ? "no request was offered: its figures say nothing" : "";
            return new SeedRow(spec.seed(), spec.workload(), Measure.of(result), List.of(), note, "");
        } catch (RuntimeException e) {
            return SeedRow.failed(spec.seed(), spec.workload(), FailedRun.sentence(e));
        }
    }

    private ArmSearch search(Workload workload, Arm arm) {
        if (plan.goal() instanceof MatrixPlan.Goal.SustainableRate goal) {
            return ArmSearch.forRate(runs, arm, workload, goal.share());
        }
        return ArmSearch.forPods(
                runs, arm, workload, target(), runs.describe(workload).pods());
    }

    private Comparison.Block block(Workload workload, List<SeedRow> all) {
        int seeds = plan.seeds();
        List<SeedRow> baseline = all.subList(0, seeds);
        List<ArmRow> rows = new ArrayList<>();
        for (int a = 0; a < plan.arms().size(); a++) {
            List<SeedRow> own = a == 0 ? baseline : all.subList(a * seeds, (a + 1) * seeds);
            rows.add(ArmRow.of(plan.arms().get(a), own, a == 0 ? List.of() : baseline));
        }
        double[] ceilings = all.stream()
                .filter(SeedRow::well)
                .mapToDouble(row -> row.values().get(Measure.CEILING))
                .toArray();
        double ceiling = ceilings.length == 0 ? 1 : Estimate.of(ceilings).median();
        return new Comparison.Block(workload, runs.describe(workload), ceiling, rows);
    }

    private String sought() {
        return switch (plan.headline()) {
            case RATE -> "sustainableRate";
            case PODS_NEEDED -> "fewestPods";
            default -> "figures";
        };
    }

    private double target() {
        if (plan.goal() instanceof MatrixPlan.Goal.SustainableRate goal) {
            return goal.share();
        }
        return plan.goal() instanceof MatrixPlan.Goal.FewestPods goal ? goal.share() : 0;
    }

    private List<String> method() {
        List<String> method = new ArrayList<>();
        method.add("Figures are medians over the seeds 1 to " + plan.seeds()
                + "; with one seed all arms see the same arrivals, lengths, adapters and faults.");
        method.add("Differences are taken within a seed from " + plan.baseline()
                + "; [a, b] is Student's 95 % interval of their mean"
                + (plan.seeds() < 2
                        ? ", which one seed does not give."
                        : ", which assumes nearly normal differences; * where it leaves out zero."));
        if (plan.headline() == Measure.RATE) {
            method.add(String.format(
                    Locale.ROOT,
                    "Sustainable rate: the highest rung of a ladder of 1 %% steps at which %s of the requests meet their"
                            + " SLO, while no lower rung that was tried fails; the next rung was tried and fails. Less than"
                            + " a rung is not told apart.",
                    percent(target())));
        }
        if (plan.headline() == Measure.PODS_NEEDED) {
            method.add("Pods needed: the fewest at which " + percent(target())
                    + " of the requests meet their SLO, while no higher number that was tried fails; one fewer fails.");
        }
        return method;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%s %%", Math.round(1e6 * share) / 1e4);
    }
}
