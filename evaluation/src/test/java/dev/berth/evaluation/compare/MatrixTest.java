package dev.berth.evaluation.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.json.Json;
import dev.berth.evaluation.scenario.LoraOverhead;
import dev.berth.evaluation.virtual.Arm;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatrixTest {
    private static final Arm SIMPLEST = new Arm("register-everywhere", "least-request");
    private static final Arm AFFINE = new Arm("register-everywhere", "lora-affinity");
    private static final Arm OURS = new Arm("optaplanner", "slo-affinity");
    private static final Workload LOW = new Workload("S1", LoraOverhead.LOW, 1, 0, 0);
    private static final Workload HIGH = new Workload("S1", LoraOverhead.HIGH, 1, 0, 0);

    @TempDir
    private Path directory;

    private Comparison compare(MatrixPlan plan, Runner runner, int threads) throws InterruptedException {
        CachedRuns runs = new CachedRuns(runner, directory, RunListener.NONE, () -> 0);
        return new Matrix(plan, runs, RunListener.NONE).compare(threads);
    }

    private static MatrixPlan figures(List<Workload> workloads, Arm... arms) {
        return new MatrixPlan(workloads, List.of(arms), 3, new MatrixPlan.Goal.Figures());
    }

    /** The simplest arm has 0.90, each further letter of a placement's name is worth 0.001, seeds differ by 0.01. */
    private static double byName(RunSpec spec) {
        return 0.90
                + (spec.arm().equals(SIMPLEST)
                        ? 0
                        : 0.001 * spec.arm().placement().length())
                + 0.01 * spec.seed();
    }

    @Test
    void theSimplestAnswerStandsFirstWhateverTheOrder() throws InterruptedException {
        Comparison comparison =
                compare(figures(List.of(LOW), OURS, AFFINE, SIMPLEST), new CurveRunner(MatrixTest::byName), 2);

        assertThat(comparison.blocks().get(0).rows()).extracting(ArmRow::arm).containsExactly(SIMPLEST, AFFINE, OURS);
        assertThat(comparison.baseline()).isEqualTo(SIMPLEST);
    }

    @Test
    void armsAreComparedWithinASeed() throws InterruptedException {
        Comparison comparison = compare(figures(List.of(LOW), OURS, SIMPLEST), new CurveRunner(MatrixTest::byName), 2);

        ArmRow ours = comparison.blocks().get(0).rows().get(1);
        Difference difference = ours.difference(Measure.ATTAINMENT).orElseThrow();

        assertThat(ours.figure(Measure.ATTAINMENT).orElseThrow().median()).isCloseTo(0.931, within(1e-9));
        assertThat(difference.absolute().median()).isCloseTo(0.011, within(1e-9));
        assertThat(difference.absolute().interval95().get(0)).isCloseTo(0.011, within(1e-9));
    }

    @Test
    void isTheSameToTheByteWithOneThreadOrMany() throws InterruptedException {
        MatrixPlan plan = figures(List.of(LOW, HIGH), OURS, AFFINE, SIMPLEST, new Arm("lpt-need", "random"));

        String one = Json.writePretty(compare(plan, new CurveRunner(MatrixTest::byName), 1));
        CurveRunner again = new CurveRunner(MatrixTest::byName);
        String remembered = Json.writePretty(compare(plan, again, 3));

        assertThat(remembered).isEqualTo(one);
        assertThat(again.made()).isEmpty();
    }

    @Test
    void goesOnWhereItWasStopped() throws InterruptedException {
        AtomicInteger left = new AtomicInteger(4);
        CurveRunner stopped = new CurveRunner(spec -> {
            if (left.getAndDecrement() == 0) {
                throw new StackOverflowError("the process ends here");
            }
            return byName(spec);
        });
        MatrixPlan plan = figures(List.of(LOW, HIGH), OURS, SIMPLEST);

        assertThatThrownBy(() -> compare(plan, stopped, 1)).isInstanceOf(StackOverflowError.class);
        CurveRunner after = new CurveRunner(MatrixTest::byName);
        compare(plan, after, 1);

        assertThat(after.made())
                .hasSize(12 - 4)
                .doesNotContainAnyElementsOf(stopped.made().subList(0, 4));
    }

    @Test
    void aRunThatBreaksIsToldAndTheOthersGoOn() throws InterruptedException {
        CurveRunner breaking = new CurveRunner(spec -> {
            if (spec.arm().equals(OURS) && spec.seed() == 2) {
                throw new IllegalStateException("slot 17 of 16\nwith more to say");
            }
            return byName(spec);
        });

        Comparison comparison = compare(figures(List.of(LOW), OURS, SIMPLEST), breaking, 2);

        ArmRow ours = comparison.blocks().get(0).rows().get(1);
        assertThat(comparison.failed()).isTrue();
        assertThat(ours.seeds().get(1).failure())
                .startsWith("IllegalStateException: slot 17 of 16 at MatrixTest.java:");
        assertThat(ours.figure(Measure.ATTAINMENT).orElseThrow().seeds()).isEqualTo(2);
        assertThat(ours.difference(Measure.ATTAINMENT).orElseThrow().absolute().median())
                .isCloseTo(0.011, within(1e-9));
    }

    /** 99 % is met up to this rate. */
    private static ToDoubleFunction<RunSpec> upTo(ToDoubleFunction<RunSpec> knee) {
        return spec -> spec.workload().rate() <= knee.applyAsDouble(spec) ? 0.995 : 0.95;
    }

    @Test
    void findsTheSustainableRateOfEachSeed() throws InterruptedException {
        CurveRunner runner = new CurveRunner(upTo(spec -> (spec.arm().equals(OURS) ? 1.5 : 1.2) + 0.02 * spec.seed()));
        MatrixPlan plan =
                new MatrixPlan(List.of(LOW), List.of(OURS, SIMPLEST), 3, new MatrixPlan.Goal.SustainableRate(0.99));

        Comparison comparison = compare(plan, runner, 2);

        ArmRow simplest = comparison.blocks().get(0).rows().get(0);
        ArmRow ours = comparison.blocks().get(0).rows().get(1);
        // 1.01^21 = 1.2324 is the last rung below 1.24; 1.01^43 = 1.5340 the last below 1.54
        assertThat(simplest.figure(Measure.RATE).orElseThrow().median()).isCloseTo(1.232392, within(1e-6));
        assertThat(ours.figure(Measure.RATE).orElseThrow().median()).isCloseTo(1.533978, within(1e-6));
        assertThat(ours.difference(Measure.RATE).orElseThrow().relative().get(0).median())
                .isBetween(0.22, 0.26);
        assertThat(simplest.seeds())
                .allSatisfy(seed -> assertThat(seed.note()).isEmpty())
                .allSatisfy(seed ->
                        assertThat(seed.values().get(Measure.ATTAINMENT)).isEqualTo(0.995));
        assertThat(runner.made().size()).isLessThan(50);
    }

    @Test
    void findsTheFewestPods() throws InterruptedException {
        CurveRunner runner =
                new CurveRunner(spec -> spec.workload().pods() >= (spec.arm().equals(OURS) ? 7 : 13) ? 0.992 : 0.9);
        MatrixPlan plan =
                new MatrixPlan(List.of(LOW), List.of(OURS, SIMPLEST), 3, new MatrixPlan.Goal.FewestPods(0.99));

        Comparison comparison = compare(plan, runner, 1);

        List<ArmRow> rows = comparison.blocks().get(0).rows();
        assertThat(rows.get(0).figure(Measure.PODS_NEEDED).orElseThrow().median())
                .isEqualTo(13);
        assertThat(rows.get(1).figure(Measure.PODS_NEEDED).orElseThrow().median())
                .isEqualTo(7);
        assertThat(rows.get(1)
                        .difference(Measure.PODS_NEEDED)
                        .orElseThrow()
                        .absolute()
                        .median())
                .isEqualTo(-6);
    }

    @Test
    void podsThatAreNeverEnoughAreNoNumber() throws InterruptedException {
        MatrixPlan plan = new MatrixPlan(List.of(LOW), List.of(SIMPLEST), 1, new MatrixPlan.Goal.FewestPods(0.99));

        ArmRow row = compare(plan, new CurveRunner(spec -> 0.9), 1)
                .blocks()
                .get(0)
                .rows()
                .get(0);

        assertThat(row.figure(Measure.PODS_NEEDED)).isEmpty();
        assertThat(row.seeds().get(0).note()).isEqualTo("does not hold even at 40 pods");
        assertThat(row.seeds().get(0).failure()).isEmpty();
    }

    @Test
    void aTargetAboveTheCeilingIsNotSearchedFor() throws InterruptedException {
        CurveRunner runner = new CurveRunner(spec -> 0.999);
        MatrixPlan plan =
                new MatrixPlan(List.of(LOW), List.of(SIMPLEST), 1, new MatrixPlan.Goal.SustainableRate(0.9995));

        ArmRow row = compare(plan, runner, 1).blocks().get(0).rows().get(0);

        assertThat(row.seeds().get(0).note())
                .isEqualTo("out of reach: only 99.90 % of the requests would meet their SLO on an idle pod");
        assertThat(runner.made()).hasSize(1);
    }

    @Test
    void tellsWhereTheWinnerDependsOnTheOverhead() throws InterruptedException {
        CurveRunner runner = new CurveRunner(spec -> {
            boolean low = spec.workload().overhead() == LoraOverhead.LOW;
            return spec.arm().equals(SIMPLEST) ? 0.95 : low ? 0.98 : 0.94;
        });

        Comparison comparison = compare(figures(List.of(LOW, HIGH), OURS, SIMPLEST), runner, 2);

        assertThat(comparison.crossovers()).singleElement().satisfies(crossover -> {
            assertThat(crossover.winnerAtLow()).isEqualTo(OURS);
            assertThat(crossover.winnerAtHigh()).isEqualTo(SIMPLEST);
            assertThat(crossover.share()).isCloseTo(0.75, within(1e-9)); // ahead by 3 points, behind by 1
        });
    }

    @Test
    void aTieIsNoCrossover() throws InterruptedException {
        CurveRunner runner = new CurveRunner(spec ->
                spec.workload().overhead() == LoraOverhead.LOW || spec.arm().equals(OURS) ? 0.99 : 0.9);

        assertThat(compare(figures(List.of(LOW, HIGH), OURS, SIMPLEST), runner, 2)
                        .crossovers())
                .isEmpty();
    }

    @Test
    void whatNeverRecoveredCountsUntilTheTrafficEnds() throws InterruptedException {
        Comparison comparison = compare(figures(List.of(LOW), SIMPLEST), new CurveRunner(spec -> 0.99), 1);

        ArmRow row = comparison.blocks().get(0).rows().get(0);
        assertThat(row.figure(Measure.RECOVERED).orElseThrow().median()).isEqualTo(0.5);
        assertThat(row.figure(Measure.RECOVERY).orElseThrow().median())
                .isEqualTo(100); // from 500 s to the end at 600 s
    }
}
