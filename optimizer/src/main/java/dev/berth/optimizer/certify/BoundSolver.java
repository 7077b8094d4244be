package dev.berth.optimizer.certify;

import java.util.Optional;

/** Bounds a {@link LinearModel} from below. The library behind it is no part of a running optimizer. */
public interface BoundSolver {
    /**
     * @param whole false to let every variable be a fraction: a weaker bound, much sooner
     * @param seconds to stop after, with the bound proven so far
     */
    Answer bound(LinearModel model, boolean whole, double seconds);

    /**
     * The model's minimum, in whole numbers where it asks for them, or what is known of it by then.
     *
     * @param within how near to each other the solution and the bound need to be, relative
     */
    Solution minimum(LinearModel model, double within, double seconds);

    /**
     * @param bound no solution costs less
     * @param values of the variables in the best solution found; none if none was
     */
    @SuppressWarnings("ArrayRecordComponent") // read by its maker's only caller, at once
    record Solution(double bound, double[] values) {}

    /**
     * What is proven.
     *
     * @param bound no solution costs less
     * @param optimal whether the bound is the model's optimum
     */
    record Answer(double bound, boolean optimal) {}

    /** The solver that is on the class path, if there is one: it is where {@code mvn package} puts it for benchmarks. */
    static Optional<BoundSolver> onClassPath() {
        try {
            Class<?> known = Class.forName("dev.berth.optimizer.certify.OrtoolsBoundSolver");
            return Optional.of(
                    known.asSubclass(BoundSolver.class).getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException | LinkageError e) {
            return Optional.empty();
        }
    }
}
