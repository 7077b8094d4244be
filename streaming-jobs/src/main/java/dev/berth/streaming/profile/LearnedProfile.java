package dev.berth.streaming.profile;

import dev.berth.domain.Version;
import dev.berth.domain.demand.LengthCell;
import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.SloCapacity;
import dev.berth.domain.profile.Grid;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.Matrix;
import dev.berth.domain.profile.ProfileFromEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The profile that follows from what was learned: capacity and latency at the SLO from the fitted engine.
 *
 * <p>A cell is <i>measured</i> if requests of its length were seen and batches as large as those of its capacity, or nearly;
 * otherwise it is <i>extrapolated</i>. Where a benchmark had measured an extrapolated cell, the cell is the benchmark's figure
 * times what the engine turned out to do over what it was declared to: it knows what a mean-value model does not.
 */
final class LearnedProfile {
    private static final long ENOUGH_REQUESTS = 5;
    private static final double NEARLY = 1.5;
    private static final double MOST_READINGS = 0.98;

    private final ProfileBasis basis;
    private final LearnerMemory memory;
    private final StepTimeFit.Result fit;
    private final EngineSpec engine;
    private final Grid grid;
    private final double seenSequences;
    private final double seenPrefill;

    LearnedProfile(ProfileBasis basis, LearnerMemory memory, StepTimeFit.Result fit) {
        this.basis = basis;
        this.memory = memory;
        this.fit = fit;
        this.engine = engine(basis, memory, fit);
        this.grid = basis.offline() == null ? Grid.STANDARD : basis.offline().indexes();
        this.seenSequences = most(StepReading::sequences);
        this.seenPrefill = most(StepReading::prefillTokens);
    }

    private static EngineSpec engine(ProfileBasis basis, LearnerMemory memory, StepTimeFit.Result fit) {
        EngineSpec declared = basis.engine();
        EngineLimits limits = declared.limits();
        if (memory.maxLora > 0) {
            limits = limits.withLoras(memory.maxLora, Math.max(memory.maxLora, limits.maxCpuLoras()));
        }
        List<String> sources = new ArrayList<>(declared.sources());
        sources.add("step time: fitted to live traffic");
        return new EngineSpec(
                declared.name(),
                basis.gpu(),
                basis.baseModel(),
                declared.pricePerHour(),
                fit.stepTime(),
                limits,
                LearnedLoadTimes.of(declared, memory.loads),
                memory.promptTokens > 0 ? memory.bodyBytes / memory.promptTokens : declared.bytesPerPromptToken(),
                declared.startSeconds(),
                sources);
    }

    private double most(ToDoubleFunction<StepReading> figure) {
        double[] sorted =
                memory.readings().stream().mapToDouble(figure).sorted().toArray();
        return sorted[(int) (MOST_READINGS * (sorted.length - 1))];
    }

    LatencyProfile at(Version version, long nowMillis, String deployment) {
        double adapters = engine.limits().maxLoras();
        LatencyProfile computed = ProfileFromEngine.of(
                version, nowMillis, deployment, basis.baseModel(), engine, basis.slo(), adapters, grid);
        SloCapacity capacity = new SloCapacity(engine, adapters);
        List<List<Boolean>> measured = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        for (int out : grid.outputTokens()) {
            List<Boolean> row = new ArrayList<>();
            for (int in : grid.promptTokens()) {
                SloCapacity.Point point = capacity.atSlo(in, out, basis.slo());
                double sequences = Math.max(1, point.requestsPerSecond() * point.e2eSeconds());
                double step = point.e2eSeconds() / (out + 0.5);
                double prefill = point.requestsPerSecond() * in * step;
                boolean seen = sequences <= NEARLY * seenSequences
                        && prefill <= NEARLY * Math.max(seenPrefill, 1)
                        && requestsNear(new Grid.Cell(measured.size(), row.size())) >= ENOUGH_REQUESTS;
                row.add(seen);
                if (!seen && point.requestsPerSecond() > 0) {
                    errors.add(fit.errorAt(sequences, prefill, sequences * (in + out / 2.0), adapters));
                }
            }
            measured.add(row);
        }
        return new LatencyProfile(
                version,
                nowMillis,
                deployment,
                basis.baseModel(),
                basis.gpu(),
                basis.price(),
                grid,
                withBenchmark(computed.tputs(), measured, LatencyProfile::tputs),
                withBenchmark(computed.e2e(), measured, LatencyProfile::e2e),
                withBenchmark(computed.ttft(), measured, LatencyProfile::ttft),
                withBenchmark(computed.tpot(), measured, LatencyProfile::tpot),
                basis.slo(),
                engine,
                fit.relativeError(),
                memory.requests,
                measured,
                nowMillis / 1000.0,
                memory.learnedSinceMillis,
                errors.isEmpty()
                        ? 0
                        : StepTimeFit.median(
                                errors.stream().mapToDouble(Double::doubleValue).toArray()),
                estimates());
    }

    private long requestsNear(Grid.Cell cell) {
        long sum = 0;
        for (var seen : memory.lengths.entrySet()) {
            int comma = seen.getKey().indexOf(',');
            LengthCell length = new LengthCell(
                    Integer.parseInt(seen.getKey().substring(0, comma)),
                    Integer.parseInt(seen.getKey().substring(comma + 1)),
                    seen.getValue());
            if (grid.nearest(length.outputTokens(), length.promptTokens()).equals(cell)) {
                sum += length.count();
            }
        }
        return sum;
    }

    /** See the class on extrapolated cells that a benchmark had measured. */
    private Matrix withBenchmark(
            Matrix computed, List<List<Boolean>> measured, Function<LatencyProfile, Matrix> figure) {
        LatencyProfile offline = basis.offline();
        if (offline == null || offline.measured().stream().noneMatch(row -> row.contains(true))) {
            return computed;
        }
        Matrix declared = figure.apply(ProfileFromEngine.of(
                offline.version(),
                0,
                offline.deployment(),
                offline.baseModel(),
                offline.engine(),
                offline.slos(),
                offline.engine().limits().maxLoras(),
                grid));
        Matrix benchmark = figure.apply(offline);
        List<List<Double>> rows = new ArrayList<>();
        for (int row = 0; row < computed.rows().size(); row++) {
            List<Double> line = new ArrayList<>();
            for (int column = 0; column < computed.rows().get(row).size(); column++) {
                Grid.Cell cell = new Grid.Cell(row, column);
                boolean keep = measured.get(row).get(column)
                        || !offline.measured().get(row).get(column)
                        || !(declared.at(cell) > 0);
                line.add(keep ? computed.at(cell) : benchmark.at(cell) * computed.at(cell) / declared.at(cell));
            }
            rows.add(line);
        }
        return new Matrix(rows);
    }

    private List<LatencyProfile.Estimate> estimates() {
        var step = fit.stepTime();
        List<Double> errors = fit.deviations();
        return List.of(
                new LatencyProfile.Estimate("baseMillis", step.baseMillis(), errors.get(0)),
                new LatencyProfile.Estimate("perSequenceMillis", step.perSequenceMillis(), errors.get(1)),
                new LatencyProfile.Estimate("perPrefillTokenMillis", step.perPrefillTokenMillis(), errors.get(2)),
                new LatencyProfile.Estimate("perKvTokenMillis", step.perKvTokenMillis(), errors.get(3)),
                new LatencyProfile.Estimate("loraFixed", step.loraFixed(), errors.get(4)),
                new LatencyProfile.Estimate("loraPerAdapter", step.loraPerAdapter(), errors.get(5)));
    }
}
