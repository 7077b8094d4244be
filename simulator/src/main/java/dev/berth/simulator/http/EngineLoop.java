package dev.berth.simulator.http;

import dev.berth.simulator.engine.Engine;
import dev.berth.simulator.engine.EngineRequest;
import dev.berth.simulator.engine.EventKind;
import dev.berth.simulator.engine.Sequence;
import dev.berth.simulator.engine.StepResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Drives the engine in real time, on the pod's one event loop, so that nothing is locked and an idle pod costs nothing.
 *
 * <pre>
 *   idle --work arrives--> stepping --step's time has passed, tokens delivered--> stepping, or idle if nothing is left
 *                             |  ^
 *                             v  | resume
 *                           paused (asleep; the step under way ends first)
 * </pre>
 *
 * A step's tokens are delivered when its virtual time has passed. The next step begins at the virtual end of the one before,
 * not when the timer happened to fire: a late timer shortens the next wait, so virtual time does not drift. Only when the
 * machine is behind by more than {@link #FORGIVEN_NANOS} is the debt forgiven: a pod that was stopped for a while goes on,
 * it does not race.
 */
final class EngineLoop {
    private static final long FORGIVEN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Engine engine;
    private final StepTimer timer;
    private final VirtualClock clock;
    private final StepObserver observer;
    private final Map<Long, TokenSink> sinks = new HashMap<>();
    private final Map<Integer, Runnable> loads = new HashMap<>();

    private boolean stepping;
    private boolean paused;
    private StepResult step;
    private long stepEnds;
    private double lateSeconds;

    EngineLoop(Engine engine, StepTimer timer, VirtualClock clock, StepObserver observer) {
        this.engine = engine;
        this.timer = timer;
        this.clock = clock;
        this.observer = observer;
    }

    long now() {
        return clock.now();
    }

    boolean paused() {
        return paused;
    }

    /** Wall seconds by which deliveries were late, all added up: how much the machine, not the engine, slowed clients. */
    double lateSeconds() {
        return lateSeconds;
    }

    void submit(EngineRequest request, TokenSink sink) {
        engine.submit(request);
        sinks.put(request.id(), sink);
        wake();
    }

    /** @return false if it had ended */
    boolean abort(long id) {
        sinks.remove(id);
        return engine.abort(id);
    }

    /** Queues an adapter's load; {@code done} runs when the engine has it. */
    int load(String name, int rank, Runnable done) {
        int id = engine.registerAdapter(name, rank);
        loads.put(id, done);
        wake();
        return id;
    }

    void replace(int id, int rank, Runnable done) {
        engine.replaceAdapter(id, rank);
        loads.put(id, done);
        wake();
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        wake();
    }

    /** Ends all requests with an error. */
    void failAll(String why) {
        paused = true;
        List<TokenSink> open = new ArrayList<>(sinks.values());
        sinks.clear();
        open.forEach(sink -> sink.failed(why));
    }

    private void wake() {
        if (!stepping && !paused) {
            begin(clock.now());
        }
    }

    private void begin(long start) {
        step = engine.step(start);
        stepping = !step.idle();
        if (!stepping) {
            return;
        }
        stepEnds = start + step.durationNanos();
        timer.runAfter(Math.max(0, clock.wallNanosUntil(stepEnds)), this::end);
    }

    private void end() {
        long lateNanos = Math.max(0, -clock.wallNanosUntil(stepEnds));
        lateSeconds += lateNanos / 1e9;
        deliver();
        observer.stepped(step);
        stepping = false;
        if (!paused) {
            begin(lateNanos > FORGIVEN_NANOS ? clock.now() : stepEnds);
        }
    }

    private void deliver() {
        int events = step.size();
        for (int i = 0; i < events; i++) {
            deliver(step.kind(i), step.sequence(i));
        }
        for (int i = 0; i < events; i++) {
            if (step.kind(i) != EventKind.ADAPTER_LOADED) {
                flush(step.sequence(i).id(), step.kind(i));
            }
        }
    }

    private void deliver(EventKind kind, Sequence sequence) {
        switch (kind) {
            case FIRST_TOKEN, TOKEN -> {
                TokenSink sink = sinks.get(sequence.id());
                if (sink != null) {
                    sink.token(sequence);
                }
            }
            case FINISHED -> {
                TokenSink sink = sinks.remove(sequence.id());
                if (sink != null) {
                    sink.finished(sequence);
                    sink.flush();
                }
            }
            case ADAPTER_LOADED -> {
                Runnable done = loads.remove(step.loadedAdapter());
                if (done != null) {
                    done.run();
                }
            }
            case PREEMPTED -> {
                // its client sees a longer gap, nothing else
            }
        }
    }

    private void flush(long id, EventKind kind) {
        TokenSink sink = sinks.get(id);
        if (sink != null && kind != EventKind.PREEMPTED) {
            sink.flush();
        }
    }
}
