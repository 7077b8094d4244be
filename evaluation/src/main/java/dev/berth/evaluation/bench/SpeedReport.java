package dev.berth.evaluation.bench;

import java.util.List;
import java.util.Locale;

/**
 * How fast the engine is in virtual time.
 *
 * @param stepsPerRound at least
 * @param stepping step after step
 * @param leaping with runs of equal decode steps at once
 */
public record SpeedReport(String engine, int adapters, int rounds, long stepsPerRound, Way stepping, Way leaping) {

    /**
     * @param stepsPerCpuSecond of the thread's CPU time: what one core does
     * @param stepsPerSecond of the time on the wall: less if the machine had other things to do
     * @param tokensPerStep mean, which is nearly the size of the batch
     */
    public record Way(Spread stepsPerCpuSecond, Spread stepsPerSecond, Spread bytesPerStep, double tokensPerStep) {}

    /** For people. */
    public List<String> lines() {
        return List.of(
                "Engine %s, %d adapters, %d rounds of %,d steps; median [least - most] of the rounds"
                        .formatted(engine, adapters, rounds, stepsPerRound),
                row("", "steps per core second", "steps per second on the wall", "bytes a step", "tokens a step"),
                row("stepping", stepping),
                row("runs of decode steps at once", leaping),
                String.format(
                        Locale.ROOT,
                        "at once : stepping = %.2f",
                        leaping.stepsPerCpuSecond().median()
                                / stepping.stepsPerCpuSecond().median()));
    }

    private static String row(String name, Way way) {
        return row(
                name,
                count(way.stepsPerCpuSecond()),
                count(way.stepsPerSecond()),
                count(way.bytesPerStep()),
                String.format(Locale.ROOT, "%.1f", way.tokensPerStep()));
    }

    private static String row(String name, String core, String wall, String bytes, String tokens) {
        return "%-30s %36s %36s %18s %14s".formatted(name, core, wall, bytes, tokens);
    }

    private static String count(Spread spread) {
        return String.format(Locale.ROOT, "%,.0f [%,.0f - %,.0f]", spread.median(), spread.least(), spread.most());
    }
}
