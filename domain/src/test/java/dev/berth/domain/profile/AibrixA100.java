package dev.berth.domain.profile;

import dev.berth.domain.Version;
import dev.berth.domain.engine.EngineFiles;
import dev.berth.domain.slo.SloTarget;
import java.util.ArrayList;
import java.util.List;

/**
 * AIBrix's profile of Llama-2-7B on an A100, P99 E2E of 5 s, to the digits at which its signatures' consumption is published.
 */
final class AibrixA100 {
    private static final List<Integer> OUTPUTS = List.of(4, 8, 16, 32, 64, 128, 256, 512);
    private static final List<Integer> PROMPTS = List.of(128, 256, 512, 1_024, 2_048);

    private static final double[][] TPUTS = {
        {62.47706, 32.31321, 16.79487, 8.50661, 4.25505},
        {60.31647, 31.74333, 16.64885, 8.45649, 4.23210},
        {31.39015, 31.44078, 16.35548, 8.31994, 4.19520},
        {29.65985, 29.44301, 15.73702, 8.09950, 4.09748},
        {15.19502, 15.14124, 8.08420, 7.63550, 3.94535},
        {7.67492, 7.64638, 7.46996, 4.02149, 2.08253},
        {3.85694, 3.84740, 3.78826, 2.02886, 0},
        {0, 0, 0, 0, 0}
    };

    private static final double[][] E2E = {
        {0.0995288, 0.1223937, 0.2142807, 0.3173117, 0.5534239},
        {0.1725995, 0.1934352, 0.3083387, 0.4313707, 0.6822485},
        {0.2401116, 0.3448942, 0.4792957, 0.6583690, 0.9402950},
        {0.4860410, 0.6922839, 0.8271859, 1.0668736, 1.4869349},
        {0.8164577, 0.9879068, 1.0410139, 2.1203144, 2.6669108},
        {1.5188781, 1.7140269, 2.3420200, 2.5005083, 2.8703158},
        {2.9778688, 3.2455955, 3.9633902, 4.0213667, 4.3683527},
        {5.4793559, 5.7219080, 6.2445547, 7.5084012, 11.3223253}
    };

    private AibrixA100() {}

    static LatencyProfile profile() {
        Matrix zero = matrix(new double[OUTPUTS.size()][PROMPTS.size()]);
        return new LatencyProfile(
                Version.firstOf(1),
                0,
                "default/simulator",
                "llama-2-7b",
                "NVIDIA A100",
                1,
                new Grid(OUTPUTS, PROMPTS),
                matrix(TPUTS),
                matrix(E2E),
                zero,
                zero,
                new SloTarget(0, 0, 5),
                EngineFiles.named("a100"),
                0,
                0,
                List.of(),
                0);
    }

    static Matrix matrix(double[][] cells) {
        List<List<Double>> rows = new ArrayList<>();
        for (double[] row : cells) {
            List<Double> values = new ArrayList<>();
            for (double cell : row) {
                values.add(cell);
            }
            rows.add(values);
        }
        return new Matrix(rows);
    }
}
