package dev.berth.evaluation.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One supervised child process over its lives; {@link ChildState} draws them. The first start must succeed within its
 * bound, or {@link #awaitReady()} says in one sentence why not; a later one is tried again by the {@link RestartPolicy}.
 */
public final class Child {
    private static final Logger log = LoggerFactory.getLogger(Child.class);

    private final ChildSpec spec;
    private final ScheduledExecutorService supervisor;
    private final ChildListener listener;
    private final ChildLog output;

    private ChildState state = ChildState.NEW;
    private Process process;
    private int life;
    private int restarts;
    private int unaskedEnds;
    private boolean wasReady;
    private long startedAtNanos;
    private double startSeconds;
    private Map<String, String> facts = Map.of();
    private CompletableFuture<Map<String, String>> ready = new CompletableFuture<>();
    private ScheduledFuture<?> startBound;
    private ScheduledFuture<?> nextStart;
    private CompletableFuture<Void> stopped = CompletableFuture.completedFuture(null);

    /**
     * @param logs directory of the log files
     * @param supervisor runs what is short: ends, restarts, bounds
     */
    public Child(ChildSpec spec, Path logs, ScheduledExecutorService supervisor, ChildListener listener) {
        this.spec = spec;
        this.supervisor = supervisor;
        this.listener = listener;
        this.output = new ChildLog(logs.resolve(spec.name() + ".log"));
    }

    /** Starts it and does not wait. */
    public synchronized Child start() {
        become(ChildState.STARTING);
        spawn();
        return this;
    }

    /**
     * Waits until it is ready in this life.
     *
     * @return what it told with its ready line
     * @throws ChildFailedException if it ended before, or is late
     */
    public Map<String, String> awaitReady() {
        CompletableFuture<Map<String, String>> waited;
        synchronized (this) {
            waited = ready;
        }
        try {
            return waited.get(spec.startBound().plusSeconds(5).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ChildFailedException known ? known : failure("failed: " + e.getMessage());
        } catch (TimeoutException e) {
            throw failure("did not say that it is ready");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("was waited for when this process was told to end");
        }
    }

    /** Asks it to end, kills it when it does not in time, and comes back when it is gone. */
    public void stop() {
        requestStop();
        awaitStopped();
    }

    /** Asks it to end and does not wait; {@link #awaitStopped()} does. */
    public synchronized void requestStop() {
        if (!state.alive()) {
            if (nextStart != null) {
                nextStart.cancel(false);
            }
            become(ChildState.STOPPED);
            return;
        }
        if (state == ChildState.STOPPING) {
            return;
        }
        become(ChildState.STOPPING);
        process.destroy();
    }

    /** Waits until it is gone; kills it at its bound. */
    public void awaitStopped() {
        CompletableFuture<Void> waited;
        Process asked;
        synchronized (this) {
            waited = stopped;
            asked = process;
        }
        try {
            waited.get(spec.stopBound().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn("part killed part={} pid={} because=\"it did not end in time\"", spec.name(), asked.pid());
            asked.destroyForcibly();
            waited.copy().completeOnTimeout(null, 5, TimeUnit.SECONDS).join();
        } catch (InterruptedException e) {
            asked.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of " + spec.name() + " can't fail", e);
        }
    }

    /** SIGKILL, as a fault from outside: the child does not know that it comes, and its policy applies. */
    public synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    public String name() {
        return spec.name();
    }

    public synchronized ChildState state() {
        return state;
    }

    public synchronized long pid() {
        return process == null ? -1 : process.pid();
    }

    /** What it told with its last ready line. */
    public synchronized Map<String, String> facts() {
        return facts;
    }

    /** How long its last start took until it was ready. */
    public synchronized double startSeconds() {
        return startSeconds;
    }

    /** How often it ended without being asked to. */
    public synchronized int unaskedEnds() {
        return unaskedEnds;
    }

    public RestartPolicy restartPolicy() {
        return spec.restart();
    }

    public Path logFile() {
        return output.file();
    }

    public List<String> lastLines() {
        return output.lastLines();
    }

    private void spawn() {
        int thisLife = ++life;
        startedAtNanos = System.nanoTime();
        ready = new CompletableFuture<>();
        ProcessBuilder builder = new ProcessBuilder(TiedCommand.of(spec.command())).redirectErrorStream(true);
        builder.environment().putAll(spec.environment());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw failure("cannot be started: " + e.getMessage());
        }
        Process started = process;
        Thread reader = new Thread(() -> follow(started, thisLife), "log-of-" + spec.name());
        reader.setDaemon(true);
        reader.start();
        startBound = supervisor.schedule(() -> late(thisLife), spec.startBound().toMillis(), TimeUnit.MILLISECONDS);
        stopped = started.onExit()
                .thenAcceptAsync(
                        p -> {
                            waitFor(reader);
                            ended(p.exitValue(), thisLife);
                        },
                        supervisor);
    }

    /** So that the last words are in the log before the end is told. Bounded: a grandchild may hold the pipe open. */
    private static void waitFor(Thread reader) {
        try {
            reader.join(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(Process started, int ofLife) {
        try {
            output.follow(started.getInputStream(), line -> heard(line, ofLife));
        } catch (IOException e) {
            log.warn("log of a part lost part={} because=\"{}\"", spec.name(), e.getMessage());
        }
    }

    private void heard(String line, int ofLife) {
        boolean again;
        synchronized (this) {
            if (ofLife != life || state != ChildState.STARTING) {
                return;
            }
            Map<String, String> told = spec.ready().read(line).orElse(null);
            if (told == null) {
                return;
            }
            become(ChildState.RUNNING);
            again = wasReady;
            wasReady = true;
            facts = told;
            startSeconds = (System.nanoTime() - startedAtNanos) / 1e9;
            startBound.cancel(false);
            ready.complete(told);
        }
        listener.ready(this, again);
    }

    private synchronized void late(int ofLife) {
        if (ofLife != life || state != ChildState.STARTING) {
            return;
        }
        ready.completeExceptionally(
                failure("was not ready after " + spec.startBound().toSeconds() + " s"));
        process.destroyForcibly();
    }

    private void ended(int exitCode, int ofLife) {
        boolean restart;
        synchronized (this) {
            if (ofLife != life) {
                return;
            }
            if (state == ChildState.STOPPING) {
                become(ChildState.STOPPED);
                return;
            }
            unaskedEnds++;
            ready.completeExceptionally(failure("ended with code " + exitCode + " before it was ready"));
            restart = wasReady && restarts < spec.restart().atMost();
            become(restart ? ChildState.DOWN : wasReady ? ChildState.GIVEN_UP : ChildState.FAILED);
            if (restart) {
                restarts++;
                nextStart = supervisor.schedule(
                        this::startAgain, spec.restart().delay().toMillis(), TimeUnit.MILLISECONDS);
            }
        }
        listener.ended(this, exitCode, restart);
    }

    private synchronized void startAgain() {
        if (state == ChildState.DOWN) {
            start();
        }
    }

    private void become(ChildState next) {
        if (!state.canBecome(next)) {
            throw new IllegalStateException(spec.name() + " can't go from " + state + " to " + next);
        }
        state = next;
    }

    private ChildFailedException failure(String what) {
        return new ChildFailedException(
                spec.name() + " " + what + "; its log is " + output.file() + ".", output.lastLines());
    }
}
