package dev.berth.evaluation.quickstart;

import dev.berth.domain.engine.StepTime;
import dev.berth.domain.profile.Grid;
import dev.berth.domain.profile.LatencyProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What was learned of the engines from the traffic, beside what was declared of them. Lines for people. */
final class LearnedProfiles {
    /** Lengths of a chat's request: its capacity is what people ask for first. */
    private static final int OUTPUT_TOKENS = 128;

    private static final int PROMPT_TOKENS = 1_024;
    private static final int SEQUENCES = 8;

    private LearnedProfiles() {}

    /**
     * @param live by deployment, as ProfileJob told them
     * @param declared by deployment
     */
    static List<String> lines(Map<String, LatencyProfile> live, Map<String, LatencyProfile> declared) {
        List<String> lines = new ArrayList<>();
        new TreeMap<>(declared).forEach((name, offline) -> {
            LatencyProfile learned = live.get(name);
            if (learned == null) {
                lines.add(
                        name
                                + ": nothing was learned, that takes more than a minute of traffic; the declared profile holds");
                return;
            }
            lines.add(String.format(
                    Locale.ROOT,
                    "%s: learned from %d requests, steps off by %.1f %%; %d of %d cells measured, the others extrapolated"
                            + " (%.0f %%)",
                    name,
                    learned.samples(),
                    100 * learned.relativeError(),
                    measured(learned),
                    learned.measured().stream().mapToInt(List::size).sum(),
                    100 * learned.extrapolatedError()));
            lines.add(row("", "learned", "declared"));
            lines.add(row("step with " + SEQUENCES + " sequences, ms", step(learned, 0), step(offline, 0)));
            lines.add(row("the same with 512 prompt tokens, ms", step(learned, 512), step(offline, 512)));
            lines.add(row("requests/s of 1,024 in, 128 out", capacity(learned), capacity(offline)));
            lines.add(row(
                    "bytes of a prompt token",
                    number(learned.engine().bytesPerPromptToken()),
                    number(offline.engine().bytesPerPromptToken())));
            lines.add(row(
                    "first load of rank 16 from disk, ms",
                    number(learned.engine().loadTime(16).diskToHostFirstMillis()),
                    number(offline.engine().loadTime(16).diskToHostFirstMillis())));
        });
        return lines;
    }

    private static long measured(LatencyProfile profile) {
        return profile.measured().stream()
                .flatMap(List::stream)
                .filter(cell -> cell)
                .count();
    }

    private static String step(LatencyProfile profile, int prefillTokens) {
        StepTime time = profile.engine().stepTime();
        return number(time.millis(SEQUENCES, prefillTokens, SEQUENCES * (double) PROMPT_TOKENS, 4)
                + time.hostTimeMillis(SEQUENCES, 0));
    }

    private static String capacity(LatencyProfile profile) {
        Grid.Cell cell = profile.indexes().nearest(OUTPUT_TOKENS, PROMPT_TOKENS);
        return number(profile.tputs().at(cell));
    }

    private static String row(String what, String learned, String declared) {
        return "  %-38s %10s %10s".formatted(what, learned, declared);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
