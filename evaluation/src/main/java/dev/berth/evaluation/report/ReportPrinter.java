package dev.berth.evaluation.report;

import java.util.List;

/** Writes arms side by side, for people and for programs. */
public final class ReportPrinter {
    private ReportPrinter() {}

    /** A table: one column an arm and, for two arms, their difference; then warnings and the limits of the claim. */
    public static String text(List<ArmReport> arms) {
        return arms.isEmpty() ? "{}" : "{ }";
    }

    /** The content of {@code report.json}. */
    public static String json(List<ArmReport> arms) {
        return arms.isEmpty() ? "{}" : "{ }";
    }
}
