package dev.berth.evaluation.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/** Tasks on a few threads; results in the order of the tasks, whichever ends first. */
final class ParallelTasks {
    private ParallelTasks() {}

    /**
     * A failure ends all: nothing more is begun.
     *
     * @throws InterruptedException if the caller is interrupted; then nothing more is begun either
     */
    static <T> List<T> run(List<? extends Callable<T>> tasks, int threads) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "run");
            thread.setDaemon(true);
            return thread;
        });
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try {
            List<Future<T>> futures = new ArrayList<>();
            tasks.forEach(task -> futures.add(pool.submit(() -> unlessFailed(task, failure))));
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw unwrapped(failure.get());
        } finally {
            pool.shutdownNow();
        }
    }

    private static <T> T unlessFailed(Callable<T> task, AtomicReference<Throwable> failure) throws Exception {
        if (failure.get() != null) {
            throw new CancellationException();
        }
        try {
            return task.call();
        } catch (Exception | Error e) {
            failure.compareAndSet(null, e);
            throw e;
        }
    }

    private static RuntimeException unwrapped(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }
}
