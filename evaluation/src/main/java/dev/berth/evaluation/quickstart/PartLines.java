package dev.berth.evaluation.quickstart;

import dev.berth.evaluation.stack.Child;
import dev.berth.evaluation.stack.StackListener;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells on the terminal what becomes of each part, as it happens. */
final class PartLines implements StackListener {
    private final Terminal terminal;

    PartLines(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void done(String step, double seconds) {
        terminal.line(String.format(Locale.ROOT, "  ✓ %-12s published %35s %5.1f s", step, "", seconds));
    }

    @Override
    public void ready(Child child, boolean again) {
        terminal.line(String.format(
                Locale.ROOT,
                "  ✓ %-12s pid %-7d %-33s %5.1f s   %s",
                child.name(),
                child.pid(),
                address(child.facts()),
                child.startSeconds(),
                again ? "restarted" : hint(child)));
    }

    @Override
    public void ended(Child child, int exitCode, boolean restarted) {
        String next = restarted
                ? "is restarted in " + child.restartPolicy().delay().toMillis() / 1000.0 + " s"
                : "is not restarted; its log is " + child.logFile();
        terminal.line("  ✗ " + child.name() + " ended with code " + exitCode + " and " + next);
    }

    private static String address(Map<String, String> facts) {
        return facts.values().stream()
                .filter(v -> v.contains(":"))
                .map(v -> v.replaceFirst("^\\w+://", ""))
                .collect(Collectors.joining(" "));
    }

    private static String hint(Child child) {
        double delay = child.restartPolicy().delay().toMillis() / 1000.0;
        return "stop: kill " + child.pid() + "  (quickstart restarts it after "
                + String.format(Locale.ROOT, delay < 1 ? "%.1f" : "%.0f", delay) + " s)";
    }
}
