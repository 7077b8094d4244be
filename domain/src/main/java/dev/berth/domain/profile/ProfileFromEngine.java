package dev.berth.domain.profile;

import dev.berth.domain.Version;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.SloCapacity;
import dev.berth.domain.slo.SloTarget;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The profile of a deployment that nothing was measured of yet: every cell computed from the declared engine. */
public final class ProfileFromEngine {
    private ProfileFromEngine() {}

    /**
     * @param distinctAdapters in a typical batch; it sets the LoRA cost
     */
    public static LatencyProfile of(
            Version version,
            long nowMillis,
            String deployment,
            String baseModel,
            EngineSpec engine,
            SloTarget slo,
            double distinctAdapters) {
        return of(version, nowMillis, deployment, baseModel, engine, slo, distinctAdapters, Grid.STANDARD);
    }

    /** The same over other lengths. */
    public static LatencyProfile of(
            Version version,
            long nowMillis,
            String deployment,
            String baseModel,
            EngineSpec engine,
            SloTarget slo,
            double distinctAdapters,
            Grid grid) {
        SloCapacity capacity = new SloCapacity(engine, distinctAdapters);
        List<List<SloCapacity.Point>> points = new ArrayList<>();
        for (int out : grid.outputTokens()) {
            points.add(grid.promptTokens().stream()
                    .map(in -> capacity.atSlo(in, out, slo))
                    .toList());
        }
        List<Boolean> nothing = Collections.nCopies(grid.promptTokens().size(), false);
        return new LatencyProfile(
                version,
                nowMillis,
                deployment,
                baseModel,
                engine.gpu(),
                engine.pricePerHour(),
                grid,
                matrix(points, SloCapacity.Point::requestsPerSecond),
                matrix(points, SloCapacity.Point::e2eSeconds),
                matrix(points, SloCapacity.Point::ttftSeconds),
                matrix(points, SloCapacity.Point::tpotSeconds),
                slo,
                engine,
                0,
                0,
                Collections.nCopies(grid.outputTokens().size(), nothing),
                nowMillis / 1000.0);
    }

    private static Matrix matrix(List<List<SloCapacity.Point>> points, ToDoubleFunction<SloCapacity.Point> value) {
        return new Matrix(points.stream()
                .map(row -> row.stream().map(value::applyAsDouble).toList())
                .toList());
    }
}
