package dev.berth.evaluation.twin;

import dev.berth.domain.engine.EngineSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Fits the engine to the real runs and says how well it predicts those it was fitted on, and those it was not: the (slots,
 * adapters) points are dealt into folds, and each fold is predicted by a fit on the others, begun from the same rough start.
 */
public final class TwinValidation {
    /**
     * Rough sizes, found by an earlier search without derivatives over a third of the runs. The search needs them to be near: a
     * run at the edge of a storm of reloads jumps, so the cost has many small hollows, and from far away it ends in one of
     * those.
     */
    static final TwinCoefficients START = new TwinCoefficients(14, 0.31, 0.07, 0.003, 4.5, 27, 115);

    private final EngineSpec template;
    private final List<RealRun> runs;
    private final int folds;
    private final Consumer<String> progress;

    /** @param template what is not fitted: the engine's flags and the time of a copy into a slot */
    public TwinValidation(EngineSpec template, List<RealRun> runs, int folds, Consumer<String> progress) {
        this.template = template;
        this.runs = List.copyOf(runs);
        this.folds = folds;
        this.progress = progress;
    }

    /**
     * @param relativeErrors standard errors of the coefficients, as shares of them
     * @param cost of the fit, see {@link Misfit}
     * @param engine the fitted engine
     * @param leftOut each run predicted by the fit that did not see its point; empty without folds
     */
    public record Report(
            TwinCoefficients coefficients,
            TwinCoefficients relativeErrors,
            double cost,
            EngineSpec engine,
            TwinScore inSample,
            List<Comparison> fitted,
            int folds,
            TwinScore leftOutScore,
            List<Comparison> leftOut) {}

    public Report fit() {
        progress.accept("fitting on " + runs.size() + " runs");
        TwinFit.Fitted whole = new TwinFit(template, runs, progress).from(START);
        EngineSpec engine = whole.coefficients().into(template, rank());
        List<Comparison> fitted = compare(engine, runs);
        List<Comparison> leftOut = folds < 2 ? fitted : leftOut();
        return new Report(
                whole.coefficients(),
                whole.relativeErrors(),
                whole.cost(),
                engine,
                TwinScore.of(fitted),
                fitted,
                folds,
                TwinScore.of(leftOut),
                folds < 2 ? List.of() : leftOut);
    }

    /** How the engine does as it is, without a fit. */
    public static List<Comparison> compare(EngineSpec engine, List<RealRun> runs) {
        List<SimulatedRun> simulated = new Predictor(engine)
                .predictAll(runs.stream().map(RealRun::point).toList());
        return IntStream.range(0, runs.size())
                .mapToObj(i -> new Comparison(runs.get(i), simulated.get(i)))
                .toList();
    }

    private List<Comparison> leftOut() {
        Map<Place, Integer> foldOf = deal();
        Comparison[] all = new Comparison[runs.size()];
        for (int fold = 0; fold < folds; fold++) {
            progress.accept("fold " + (fold + 1) + " of " + folds);
            List<RealRun> others = new ArrayList<>();
            List<Integer> mine = new ArrayList<>();
            for (int i = 0; i < runs.size(); i++) {
                if (foldOf.get(Place.of(runs.get(i))) == fold) {
                    mine.add(i);
                } else {
                    others.add(runs.get(i));
                }
            }
            EngineSpec engine = new TwinFit(template, others, progress)
                    .from(START)
                    .coefficients()
                    .into(template, rank());
            List<Comparison> compared =
                    compare(engine, mine.stream().map(runs::get).toList());
            for (int i = 0; i < mine.size(); i++) {
                all[mine.get(i)] = compared.get(i);
            }
        }
        return List.of(all);
    }

    private int rank() {
        return runs.get(0).point().rank();
    }

    /** Points that differ in rate only are one place: to predict one from the other would be too easy. */
    private record Place(int slots, int adapters) {
        static Place of(RealRun run) {
            return new Place(run.point().slots(), run.point().adapters());
        }
    }

    private Map<Place, Integer> deal() {
        TreeSet<Place> places =
                new TreeSet<>(Comparator.comparingInt(Place::slots).thenComparingInt(Place::adapters));
        runs.forEach(run -> places.add(Place.of(run)));
        Map<Place, Integer> foldOf = new HashMap<>();
        for (Place place : places) {
            foldOf.put(place, foldOf.size() % folds);
        }
        return foldOf;
    }
}
