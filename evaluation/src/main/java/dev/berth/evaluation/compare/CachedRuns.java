package dev.berth.evaluation.compare;

import dev.berth.evaluation.outcome.RunResult;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Runs that are made once and then remembered. Safe for several threads that ask for different runs. */
public final class CachedRuns {
    private final Runner runner;
    private final RunCache cache;
    private final RunListener listener;
    private final LongSupplier clockNanos;

    /**
     * @param directory of the cache
     * @param clockNanos only for the listener: nothing in a result depends on it
     */
    public CachedRuns(Runner runner, Path directory, RunListener listener, LongSupplier clockNanos) {
        this.runner = runner;
        this.cache = new RunCache(directory);
        this.listener = listener;
        this.clockNanos = clockNanos;
    }

    public RunResult result(RunSpec spec) {
        long began = clockNanos.getAsLong();
        String fingerprint = runner.fingerprint(spec);
        Optional<RunResult> known = cache.find(spec, fingerprint);
        RunResult result = known.orElseGet(() -> runner.run(spec));
        if (known.isEmpty()) {
            cache.keep(spec, fingerprint, result);
        }
        listener.ran(spec, result, known.isPresent(), clockNanos.getAsLong() - began);
        return result;
    }

    Description describe(Workload workload) {
        return runner.describe(workload);
    }
}
