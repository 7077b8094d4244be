package dev.berth.evaluation.compare;

import dev.berth.domain.json.Json;
import dev.berth.evaluation.outcome.RunResult;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** How long runs took on this machine: {@code timing.json}, apart from results, which are the same everywhere. */
public final class Timings implements RunListener {
    private final Queue<Timing> timings = new ConcurrentLinkedQueue<>();

    /**
     * One run.
     *
     * @param cached read, not made
     * @param requestsPerSecond simulated requests in a second of work
     */
    record Timing(String run, boolean cached, double seconds, double requestsPerSecond) {}

    /** The content of the file. */
    record Document(List<Timing> runs) {}

    @Override
    public void ran(RunSpec spec, RunResult result, boolean cached, long nanos) {
        double seconds = Math.max(1, nanos) / 1e9;
        timings.add(
                new Timing(spec.toString(), cached, seconds, result.requests().offered() / seconds));
    }

    public String json() {
        return Json.writePretty(new Document(
                timings.stream().sorted(Comparator.comparing(Timing::run)).toList()));
    }
}
