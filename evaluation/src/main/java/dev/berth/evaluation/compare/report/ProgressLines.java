package dev.berth.evaluation.compare.report;

import dev.berth.evaluation.compare.RunListener;
import dev.berth.evaluation.compare.RunSpec;
import dev.berth.evaluation.outcome.RunResult;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Progress of a matrix: on a terminal one bar with the time left, elsewhere a line for each run. */
public final class ProgressLines implements RunListener {
    private static final int BAR = 24;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean redraws;
    private final LongSupplier clockNanos;
    private final ThreadLocal<Boolean> madeSomething = ThreadLocal.withInitial(() -> false);
    private long beganNanos;
    private int planned;
    private int finished;
    private int worked;
    private int runs;
    private int cached;
    private String last = "";

    /**
     * @param redraws whether {@code out} is a terminal
     */
    public ProgressLines(PrintStream out, boolean redraws, LongSupplier clockNanos) {
        this.out = out;
        this.redraws = redraws;
        this.clockNanos = clockNanos;
    }

    @Override
    public synchronized void planned(int tasks) {
        planned = tasks;
        beganNanos = clockNanos.getAsLong();
        draw();
    }

    @Override
    public synchronized void ran(RunSpec spec, RunResult result, boolean wasCached, long nanos) {
        runs++;
        cached += wasCached ? 1 : 0;
        if (!wasCached) {
            madeSomething.set(true);
        }
        last = String.format(
                Locale.ROOT,
                "%s: attainment %.2f %%",
                spec,
                100 * result.requests().attainment());
        if (redraws) {
            draw();
        } else {
            out.println(String.format(
                    Locale.ROOT,
                    "%d of %d done; %s%s",
                    finished,
                    planned,
                    last,
                    wasCached ? " (known)" : String.format(Locale.ROOT, ", %.1f s", nanos / 1e9)));
        }
    }

    @Override
    public synchronized void failed(String run, String reason) {
        out.println((redraws ? CLEAR_LINE : "") + "failed: " + run + ": " + reason);
        draw();
    }

    @Override
    public synchronized void finished() {
        finished++;
        worked += madeSomething.get() ? 1 : 0;
        madeSomething.set(false);
        draw();
        if (redraws && finished == planned) {
            out.println();
        }
    }

    /** What there is to say after an interruption. */
    public synchronized String summary() {
        return finished + " of " + planned + " done, " + runs + " runs of which " + cached + " were known";
    }

    private void draw() {
        if (!redraws) {
            return;
        }
        int filled = planned == 0 ? 0 : BAR * finished / planned;
        out.print(CLEAR_LINE + "[" + "#".repeat(filled) + "-".repeat(BAR - filled) + "] " + finished + "/" + planned
                + (cached > 0 ? " (" + cached + " known)" : "") + left() + (last.isEmpty() ? "" : "  " + last));
        out.flush();
    }

    /** Known runs cost nothing, so the pace is that of the others. */
    private String left() {
        if (worked == 0 || finished == planned) {
            return "";
        }
        double perTask = (clockNanos.getAsLong() - beganNanos) / 1e9 / worked;
        long seconds = Math.round(perTask * (planned - finished));
        return String.format(Locale.ROOT, ", %d:%02d left", seconds / 60, seconds % 60);
    }
}
