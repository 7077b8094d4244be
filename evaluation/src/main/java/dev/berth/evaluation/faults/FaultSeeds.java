package dev.berth.evaluation.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Many stories, on several threads; each is alone in its world. */
public final class FaultSeeds {
    private FaultSeeds() {}

    /**
     * @param each told of each run, in the order of seeds, on the caller's thread
     */
    public static void run(long first, int count, int threads, Consumer<FaultRun> each) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<FaultRun>> runs = new ArrayList<>();
            for (long seed = first; seed < first + count; seed++) {
                long mine = seed;
                runs.add(executor.submit(() -> FaultRun.of(mine)));
            }
            for (int i = 0; i < count; i++) {
                each.accept(result(runs.set(i, null), first + i));
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static FaultRun result(Future<FaultRun> run, long seed) {
        try {
            return run.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("seed " + seed + " fails: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted at seed " + seed, e);
        }
    }
}
