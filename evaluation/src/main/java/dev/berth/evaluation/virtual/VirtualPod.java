package dev.berth.evaluation.virtual;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.evaluation.outcome.PodRow;
import dev.berth.simulator.engine.Engine;
import dev.berth.simulator.engine.EngineCounters;

/**
 * A place in the fleet where one server at a time runs, and what all its servers did together.
 *
 * <pre>
 *   STARTING --its engine's start time--> UP --killed--> DOWN --started again--> STARTING
 *   any --taken away--> GONE
 * </pre>
 */
final class VirtualPod {
    private final EventQueue queue;
    private final String name;
    private final DeploymentSpec deployment;
    private final String zone;
    private final String url;
    private final EngineSpec engine;
    private final WorldWatch watch;
    private State state = State.DOWN;
    /** Null unless UP. */
    private PodLife life;

    private long paidSince = -1;
    private long paidNanos;
    private long lives;
    private long requests;
    private long registrations;
    private long failedRegistrations;
    private long unregistrations;
    private EngineCounters past = new EngineCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Whether a server runs there. */
    enum State {
        STARTING,
        UP,
        DOWN,
        GONE
    }

    VirtualPod(
            EventQueue queue,
            String name,
            DeploymentSpec deployment,
            String zone,
            String url,
            EngineSpec engine,
            WorldWatch watch) {
        this.queue = queue;
        this.name = name;
        this.deployment = deployment;
        this.zone = zone;
        this.url = url;
        this.engine = engine;
        this.watch = watch;
    }

    String name() {
        return name;
    }

    DeploymentSpec deployment() {
        return deployment;
    }

    String zone() {
        return zone;
    }

    String url() {
        return url;
    }

    EngineSpec engine() {
        return engine;
    }

    /** Null unless it is up. */
    PodLife life() {
        return life;
    }

    boolean isUp() {
        return state == State.UP;
    }

    boolean isPaid() {
        return paidSince >= 0;
    }

    boolean isGone() {
        return state == State.GONE;
    }

    /** A server begins to start. */
    void start(long nanos) {
        start(nanos, () -> {});
    }

    /**
     * @param ready what is done first once the server answers
     */
    void start(long nanos, Runnable ready) {
        if (state != State.DOWN) {
            return;
        }
        state = State.STARTING;
        paidSince = queue.now();
        long mine = ++lives;
        queue.after(nanos, () -> {
            if (state == State.STARTING && lives == mine) {
                up();
                ready.run();
            }
        });
    }

    private void up() {
        state = State.UP;
        long millis = queue.millis();
        // The start time of the process, as its metrics tell it.
        PodIncarnation id = new PodIncarnation(
                name,
                millis / 1_000 + "." + String.valueOf(1_000 + millis % 1_000).substring(1));
        life = new PodLife(queue, id, new Engine(engine, false), deployment.baseModel());
        watch.podUp(queue.now(), id);
    }

    /** The server is lost with all that it serves. */
    void kill() {
        if (state == State.STARTING || state == State.UP) {
            end(State.DOWN);
        }
    }

    /** No server will run there any more. */
    void takeAway() {
        if (state != State.GONE) {
            end(State.GONE);
        }
    }

    private void end(State next) {
        PodLife ended = life;
        life = null;
        state = next;
        if (paidSince >= 0) {
            paidNanos += queue.now() - paidSince;
            paidSince = -1;
        }
        if (ended != null) {
            past = sum(past, ended.counters());
            requests += ended.finished();
            watch.podDown(queue.now(), ended.id());
            ended.die();
        }
    }

    void registered(boolean well) {
        if (well) {
            registrations++;
        } else {
            failedRegistrations++;
        }
    }

    void unregistered() {
        unregistrations++;
    }

    long failedRegistrations() {
        return failedRegistrations;
    }

    long unregistrations() {
        return unregistrations;
    }

    long registrations() {
        return registrations;
    }

    double paidSeconds() {
        long running = paidSince < 0 ? 0 : queue.now() - paidSince;
        return (paidNanos + running) / 1e9;
    }

    /** Of all its lives. */
    EngineCounters counters() {
        return life == null ? past : sum(past, life.counters());
    }

    PodRow row() {
        EngineCounters all = counters();
        return new PodRow(
                name,
                deployment.name(),
                zone,
                paidSeconds(),
                all.busyNanos() / 1e9,
                all.stallNanos() / 1e9,
                requests + (life == null ? 0 : life.finished()),
                registrations,
                all.slotLoads(),
                all.prefixQueries(),
                all.prefixHits(),
                all.preemptions());
    }

    static EngineCounters sum(EngineCounters a, EngineCounters b) {
        return new EngineCounters(
                a.steps() + b.steps(),
                a.promptTokens() + b.promptTokens(),
                a.generationTokens() + b.generationTokens(),
                a.prefixQueries() + b.prefixQueries(),
                a.prefixHits() + b.prefixHits(),
                a.preemptions() + b.preemptions(),
                a.diskReads() + b.diskReads(),
                a.slotLoads() + b.slotLoads(),
                a.busyNanos() + b.busyNanos(),
                a.stallNanos() + b.stallNanos());
    }
}
