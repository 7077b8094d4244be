package dev.berth.streaming.app;

import dev.berth.domain.profile.AibrixProfile;
import dev.berth.domain.profile.Grid;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.Matrix;
import dev.berth.domain.slo.SloTarget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What of a profile, of either form, is shown and compared.
 *
 * @param title whose it is and from what
 * @param slo in words
 * @param matrices by name, in AIBrix's names and order
 * @param measured by cell; empty if all are, or it is not told
 */
record ShownProfile(
        String name, String title, String slo, Grid grid, Map<String, Matrix> matrices, List<List<Boolean>> measured) {

    static ShownProfile of(String name, LatencyProfile profile) {
        Map<String, Matrix> matrices = new LinkedHashMap<>();
        matrices.put("tputs", profile.tputs());
        matrices.put("e2e", profile.e2e());
        matrices.put("ttft", profile.ttft());
        matrices.put("tpot", profile.tpot());
        boolean any = profile.measured().stream().flatMap(List::stream).anyMatch(cell -> cell);
        return new ShownProfile(
                name,
                "%s: %s on %s, price %s an hour, %s"
                        .formatted(
                                profile.deployment(),
                                profile.baseModel(),
                                profile.gpu(),
                                ProfileTable.number(profile.cost()),
                                origin(profile, any)),
                slo(profile.slos()),
                profile.indexes(),
                matrices,
                any ? profile.measured() : List.of());
    }

    private static String origin(LatencyProfile profile, boolean anyMeasured) {
        if (profile.samples() > 0) {
            return profile.samples()
                    + " samples, off by %s %%".formatted(ProfileTable.number(100 * profile.relativeError()));
        }
        return anyMeasured ? "from a benchmark" : "computed from the engine";
    }

    static ShownProfile of(String name, AibrixProfile profile) {
        Map<String, Matrix> matrices = new LinkedHashMap<>();
        matrices.put("tputs", new Matrix(profile.tputs()));
        putIfThere(matrices, "e2e", profile.e2e());
        putIfThere(matrices, "ttft", profile.ttft());
        putIfThere(matrices, "tpot", profile.tpot());
        AibrixProfile.Slos slos = profile.slos();
        return new ShownProfile(
                name,
                "%s: AIBrix's form, cost %s".formatted(profile.gpu(), ProfileTable.number(profile.cost())),
                slo(new SloTarget(orZero(slos.ttft()), orZero(slos.tpot()), orZero(slos.e2e())))
                        + (slos.percentile() > 0 ? ", P" + slos.percentile() : ", mean"),
                new Grid(profile.indexes().get(0), profile.indexes().get(1)),
                matrices,
                List.of());
    }

    private static void putIfThere(Map<String, Matrix> matrices, String name, List<List<Double>> rows) {
        if (!rows.isEmpty()) {
            matrices.put(name, new Matrix(rows));
        }
    }

    private static double orZero(Double target) {
        return target == null ? 0 : target;
    }

    private static String slo(SloTarget slo) {
        return "SLO: ttft %s, tpot %s, e2e %s"
                .formatted(seconds(slo.ttftSeconds()), seconds(slo.tpotSeconds()), seconds(slo.e2eSeconds()));
    }

    private static String seconds(double target) {
        return target == 0 ? "none" : ProfileTable.number(target) + " s";
    }

    boolean extrapolated(int row, int column) {
        return !measured.isEmpty() && !measured.get(row).get(column);
    }
}
