package dev.berth.evaluation.quickstart;

import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.PlanChange;
import dev.berth.evaluation.replay.Progress;
import dev.berth.evaluation.replay.ReplayPlan;
import dev.berth.evaluation.status.FleetSnapshot;
import dev.berth.evaluation.status.PlacementGrid;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is shown while an arm runs: redrawn on a terminal, a line every ten seconds elsewhere. */
final class LiveView {
    private static final int SHOWN_ADAPTERS = 12;
    private static final int SHOWN_CHANGES = 4;
    private static final double PLAIN_EVERY_SECONDS = 10;

    private final Terminal terminal;
    private final String arm;
    private final ReplayPlan plan;
    private double nextPlainAt = PLAIN_EVERY_SECONDS;

    LiveView(Terminal terminal, String arm, ReplayPlan plan) {
        this.terminal = terminal;
        this.arm = arm;
        this.plan = plan;
    }

    /**
     * @param snapshot the newest, null while there is none
     */
    void update(Progress progress, FleetSnapshot snapshot) {
        if (terminal.redraws()) {
            terminal.show(block(progress, snapshot));
        } else if (progress.elapsedSeconds() >= nextPlainAt) {
            nextPlainAt += PLAIN_EVERY_SECONDS;
            terminal.line("  " + headline(progress) + planNote(snapshot));
        }
    }

    void end() {
        terminal.show(List.of());
    }

    private List<String> block(Progress progress, FleetSnapshot snapshot) {
        List<String> lines = new ArrayList<>();
        lines.add(headline(progress));
        if (snapshot == null) {
            return lines;
        }
        lines.add("");
        lines.addAll(PlacementGrid.rows(snapshot, SHOWN_ADAPTERS));
        lines.add(PlacementGrid.LEGEND);
        snapshot.plan().ifPresent(newest -> lines.addAll(changes(newest, snapshot.readAtMillis())));
        return lines;
    }

    private String headline(Progress p) {
        String drift = !plan.drifts()
                ? ""
                : p.elapsedSeconds() < plan.driftAtSeconds()
                        ? String.format(Locale.ROOT, ", drift at %.0f s", plan.driftAtSeconds())
                        : String.format(Locale.ROOT, ", drifted at %.0f s", plan.driftAtSeconds());
        int ended = p.met() + p.missed() + p.failed();
        return String.format(
                Locale.ROOT,
                "%s: %.0f of %.0f s, sent %d of %d, %d in flight, SLO met %.1f %% (last 10 s %.1f %%), %d failed%s",
                arm,
                p.elapsedSeconds(),
                plan.durationSeconds(),
                p.sent(),
                p.planned(),
                p.inFlight(),
                ended == 0 ? 100 : 100.0 * p.met() / ended,
                100 * p.recentAttainment(),
                p.failed(),
                drift);
    }

    private static String planNote(FleetSnapshot snapshot) {
        if (snapshot == null || snapshot.plan().isEmpty()) {
            return "";
        }
        PlacementPlan newest = snapshot.plan().get();
        return String.format(
                Locale.ROOT,
                "; plan %s, %.0f s old, %d changes",
                newest.version(),
                (snapshot.readAtMillis() - newest.madeAtMillis()) / 1000.0,
                newest.changes().size());
    }

    private static List<String> changes(PlacementPlan plan, long nowMillis) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "plan %s, %.0f s old, %d changes:",
                plan.version(),
                (nowMillis - plan.madeAtMillis()) / 1000.0,
                plan.changes().size()));
        plan.changes().stream().limit(SHOWN_CHANGES).forEach(change -> lines.add("  " + sentence(change)));
        return lines;
    }

    private static String sentence(PlanChange change) {
        String what = change.kind().name().toLowerCase(Locale.ROOT);
        String where = change.pod() == null
                ? change.deployment()
                : change.model() + " on " + change.pod().pod();
        return what + " " + where + ": " + change.reason();
    }
}
