package dev.berth.streaming.profile.benchmark;

import java.util.List;

/**
 * What benchmark files hold.
 *
 * @param rows in the order of the files
 * @param notes what the user should know of them, one sentence each
 */
public record Benchmark(List<BenchmarkRow> rows, List<String> notes) {
    public Benchmark {
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }
}
