package dev.berth.streaming.profile.benchmark;

import dev.berth.domain.Version;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.SloCapacity;
import dev.berth.domain.profile.AibrixProfile;
import dev.berth.domain.profile.Grid;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.Matrix;
import dev.berth.domain.slo.SloTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** A benchmark under targets: a capacity for each pair of lengths that occurs in it, in either form of a profile. */
public final class BenchmarkProfile {
    private final BenchmarkTargets targets;
    private final Grid grid;
    private final List<List<Cell>> cells = new ArrayList<>();

    /** @param measured whether the benchmark has any line of this length */
    private record Cell(boolean measured, BenchmarkRule.Capacity capacity) {}

    private record Lengths(long output, long prompt) {}

    private BenchmarkProfile(BenchmarkTargets targets, Grid grid) {
        this.targets = targets;
        this.grid = grid;
    }

    /**
     * @throws BadBenchmarkException if there are no lines
     */
    public static BenchmarkProfile of(Benchmark benchmark, BenchmarkTargets targets) {
        if (benchmark.rows().isEmpty()) {
            throw new BadBenchmarkException("the benchmark has no line of a metric that AIBrix's rule knows");
        }
        TreeSet<Integer> outputs = new TreeSet<>();
        TreeSet<Integer> prompts = new TreeSet<>();
        for (BenchmarkRow row : benchmark.rows()) {
            outputs.add(Math.toIntExact(row.outputTokens()));
            prompts.add(Math.toIntExact(row.promptTokens()));
        }
        Map<Lengths, List<BenchmarkRow>> rows = benchmark.rows().stream()
                .collect(Collectors.groupingBy(row -> new Lengths(row.outputTokens(), row.promptTokens())));
        BenchmarkProfile profile = new BenchmarkProfile(targets, new Grid(List.copyOf(outputs), List.copyOf(prompts)));
        BenchmarkRule rule = new BenchmarkRule(targets);
        for (int output : outputs) {
            profile.cells.add(prompts.stream()
                    .map(prompt -> rows.getOrDefault(new Lengths(output, prompt), List.of()))
                    .map(of -> new Cell(!of.isEmpty(), rule.of(of)))
                    .toList());
        }
        return profile;
    }

    /** What the user should know: cells without lines, and targets that nothing can keep. */
    public List<String> notes(Benchmark benchmark) {
        List<String> notes = new ArrayList<>(benchmark.notes());
        long missing = cells.stream()
                .flatMap(List::stream)
                .filter(cell -> !cell.measured)
                .count();
        if (missing > 0) {
            notes.add(missing + " of " + cells.size() * cells.get(0).size()
                    + " cells have no line: in AIBrix's form their capacity is 0, in Berth's it is computed");
        }
        Map<Metric, Long> usable = new TreeMap<>();
        for (BenchmarkRow row : benchmark.rows()) {
            double figure = row.metric().throughput() ? row.mean() : row.at(targets.percentile());
            usable.merge(row.metric(), Double.isNaN(figure) ? 0L : 1L, Long::sum);
        }
        for (Metric metric : Metric.values()) {
            if (metric != Metric.TPAT && usable.getOrDefault(metric, 0L) == 0) {
                notes.add("no line of " + metric + " has a "
                        + (metric.throughput() || targets.percentile() == 0 ? "mean" : "P" + targets.percentile())
                        + ": by AIBrix's rule no rate counts then, and every capacity is 0");
            }
        }
        return notes;
    }

    /** As AIBrix's generator writes it: TTFT only if it is a target, TPOT never. */
    public AibrixProfile toAibrix(String deployment, double cost, long nowMillis) {
        List<List<Double>> none = List.of();
        return new AibrixProfile(
                deployment,
                cost,
                values(cell -> cell.capacity.tput()),
                List.of(grid.outputTokens(), grid.promptTokens()),
                nowMillis / 1000.0,
                values(cell -> cell.capacity.e2e()),
                Double.isInfinite(targets.ttft()) ? none : values(cell -> cell.capacity.ttft()),
                none,
                targets.toSlos());
    }

    /**
     * As Berth keeps it: cells without lines are computed from the engine, less what the measured cells fall short of it (the
     * closed form is of means, the benchmark's targets may be of percentiles).
     *
     * @param engine declared, or fitted to the benchmark
     */
    public LatencyProfile toBerth(
            Version version, long nowMillis, String deployment, String model, double cost, EngineSpec engine) {
        SloTarget slo = targets.toSloTarget();
        SloCapacity capacity = new SloCapacity(engine, engine.limits().maxLoras());
        double share = measuredShare(capacity, slo);
        List<List<BenchmarkRule.Capacity>> whole = new ArrayList<>();
        for (int row = 0; row < cells.size(); row++) {
            List<BenchmarkRule.Capacity> line = new ArrayList<>();
            for (int column = 0; column < cells.get(row).size(); column++) {
                Cell cell = cells.get(row).get(column);
                line.add(cell.measured ? cell.capacity : computed(point(capacity, row, column, slo), share));
            }
            whole.add(line);
        }
        return new LatencyProfile(
                version,
                nowMillis,
                deployment,
                model,
                engine.gpu(),
                cost,
                grid,
                matrix(whole, BenchmarkRule.Capacity::tput),
                matrix(whole, BenchmarkRule.Capacity::e2e),
                matrix(whole, BenchmarkRule.Capacity::ttft),
                matrix(whole, BenchmarkRule.Capacity::tpot),
                slo,
                engine,
                0,
                0,
                cells.stream()
                        .map(line -> line.stream().map(Cell::measured).toList())
                        .toList(),
                nowMillis / 1000.0);
    }

    private SloCapacity.Point point(SloCapacity capacity, int row, int column, SloTarget slo) {
        return capacity.atSlo(
                grid.promptTokens().get(column), grid.outputTokens().get(row), slo);
    }

    /** Median over the measured cells of measured over computed capacity; 1 if none can be compared. */
    private double measuredShare(SloCapacity capacity, SloTarget slo) {
        List<Double> shares = new ArrayList<>();
        for (int row = 0; row < cells.size(); row++) {
            for (int column = 0; column < cells.get(row).size(); column++) {
                double measured = cells.get(row).get(column).capacity.tput();
                double computed = point(capacity, row, column, slo).requestsPerSecond();
                if (measured > 0 && computed > 0) {
                    shares.add(measured / computed);
                }
            }
        }
        return shares.isEmpty()
                ? 1
                : shares.stream().sorted().skip(shares.size() / 2).findFirst().orElseThrow();
    }

    private static BenchmarkRule.Capacity computed(SloCapacity.Point point, double share) {
        return new BenchmarkRule.Capacity(
                share * point.requestsPerSecond(), point.e2eSeconds(), point.ttftSeconds(), point.tpotSeconds());
    }

    private List<List<Double>> values(ToDoubleFunction<Cell> of) {
        return cells.stream()
                .map(row -> row.stream().map(of::applyAsDouble).toList())
                .toList();
    }

    private static Matrix matrix(List<List<BenchmarkRule.Capacity>> rows, ToDoubleFunction<BenchmarkRule.Capacity> of) {
        return new Matrix(rows.stream()
                .map(row -> row.stream().map(of::applyAsDouble).toList())
                .toList());
    }
}
