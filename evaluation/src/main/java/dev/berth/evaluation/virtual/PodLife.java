package dev.berth.evaluation.virtual;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.evaluation.scenario.ScenarioRequest;
import dev.berth.simulator.engine.Engine;
import dev.berth.simulator.engine.EngineCounters;
import dev.berth.simulator.engine.EngineRequest;
import dev.berth.simulator.engine.EventKind;
import dev.berth.simulator.engine.PrefixHashes;
import dev.berth.simulator.engine.StepResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One incarnation of a virtual pod: the simulator's engine, and the names that it answers to, as behind the HTTP front.
 *
 * <pre>
 *   idle --work arrives--> step --its time has passed, events delivered--> step, quiet, or idle if nothing is left
 *   quiet --its end, or somebody has something to tell the engine--> step
 * </pre>
 *
 * Quiet is a run of equal decode steps: the engine is only told of them when they are over, or when somebody comes; a step that
 * is under way then is ended first, as ever. While frozen nothing is delivered and nothing taken; both happen when it thaws.
 */
final class PodLife {
    private final EventQueue queue;
    private final PodIncarnation id;
    private final Engine engine;
    private final String baseModel;
    private final Map<String, Registered> names = new TreeMap<>();
    private final Map<Long, Answer> answers = new HashMap<>();
    private final Map<Integer, Load> loads = new TreeMap<>();
    private final List<Runnable> whileFrozen = new ArrayList<>();
    private final Runnable due = this::due;
    /** When the step, or the quiet time, under way ends; -1 while idle. */
    private long dueAt = -1;

    /** Beginning of a quiet time that the engine was not yet told of; -1 if none is under way. */
    private long quietFrom = -1;

    /** Events of the step under way; null if it has none. */
    private StepResult step;

    private boolean frozen;
    private boolean dead;
    private long finished;
    private Map<String, String> roots;

    /** A name that the pod lists, and where it was loaded from. */
    private record Registered(int adapter, String root) {}

    private record Load(String name, String root, Loading caller, List<Loading> behind) {}

    PodLife(EventQueue queue, PodIncarnation id, Engine engine, String baseModel) {
        this.queue = queue;
        this.id = id;
        this.engine = engine;
        this.baseModel = baseModel;
    }

    PodIncarnation id() {
        return id;
    }

    boolean isIdle() {
        return dueAt < 0;
    }

    /** Requests that wait to be admitted. */
    int waiting() {
        catchUp();
        return engine.waiting();
    }

    /** Share of the KV cache in use. */
    double kvUse() {
        catchUp();
        return engine.kvUsage();
    }

    boolean frozen() {
        return frozen;
    }

    /** Requests that it has finished. */
    long finished() {
        return finished;
    }

    EngineCounters counters() {
        catchUp();
        return engine.counters();
    }

    int blockTokens() {
        return engine.spec().limits().blockTokens();
    }

    boolean lists(String engineName) {
        return names.containsKey(engineName);
    }

    int listed() {
        return names.size();
    }

    /** What {@code /v1/models} says: engine names and their roots. The same map until something changes. */
    Map<String, String> roots() {
        if (roots == null) {
            Map<String, String> listed = new TreeMap<>();
            names.forEach((name, registered) -> listed.put(name, registered.root()));
            roots = Map.copyOf(listed);
        }
        return roots;
    }

    private void put(String name, Registered registered) {
        names.put(name, registered);
        roots = null;
    }

    /** A request for a model; {@code id} is of this try. */
    void ask(long id, ScenarioRequest request, String engineName, PrefixHashes prefix, Answer answer) {
        whenAwake(() -> take(id, request, engineName, prefix, answer));
    }

    private void take(long id, ScenarioRequest request, String engineName, PrefixHashes prefix, Answer answer) {
        Registered registered = names.get(engineName);
        if (registered == null && !engineName.equals(baseModel)) {
            answer.notFound();
            return;
        }
        if (request.totalTokens() > engine.longestRequest()) {
            answer.refused();
            return;
        }
        int adapter = registered == null ? Engine.BASE : registered.adapter();
        catchUp();
        engine.submit(
                new EngineRequest(id, queue.now(), request.promptTokens(), request.outputTokens(), adapter, prefix));
        answers.put(id, answer);
        wake();
    }

    /** The client, or the router, no longer wants the answer. */
    void abort(long id) {
        answers.remove(id);
        whenAwake(() -> {
            catchUp();
            engine.abort(id);
        });
    }

    /** Starts with an adapter that a server was given on its command line: no call, and no time but the engine's. */
    void preload(String name, String root, int rank) {
        catchUp();
        put(name, new Registered(engine.registerAdapter(name, rank), root));
        wake();
    }

    /** Who asked for a load. */
    interface Loading {
        /** The engine has it in a slot: vLLM's answer to a load. */
        void done();

        /** It can't be loaded: the answer's status and text. */
        void refused(int status, String why);

        /** The pod died before it was done. */
        void lost();
    }

    /** Makes a name known. A second call for a name that is being loaded waits for the first. */
    void load(String name, String root, int rank, Loading caller) {
        if (names.containsKey(name)) {
            caller.refused(400, "The lora adapter '" + name + "' has already been loaded.");
            return;
        }
        for (Load other : loads.values()) {
            if (other.name().equals(name)) {
                other.behind().add(caller);
                return;
            }
        }
        catchUp();
        try {
            int adapter = engine.registerAdapter(name, rank);
            loads.put(adapter, new Load(name, root, caller, new ArrayList<>()));
            wake();
        } catch (IllegalArgumentException e) {
            caller.refused(400, e.getMessage());
        }
    }

    private void loaded(int adapter) {
        Load load = loads.remove(adapter);
        if (load == null) {
            return; // Registered at the start.
        }
        put(load.name(), new Registered(adapter, load.root()));
        load.caller().done();
        load.behind().forEach(next -> load(load.name(), load.root(), 0, next));
    }

    /** @return whether it was there */
    boolean unload(String name) {
        Registered registered = names.remove(name);
        roots = null;
        if (registered != null) {
            catchUp();
            engine.unregister(registered.adapter());
        }
        return registered != null;
    }

    void freeze() {
        catchUp();
        frozen = true;
    }

    void thaw() {
        frozen = false;
        if (dead) {
            return;
        }
        List<Runnable> missed = new ArrayList<>(whileFrozen);
        whileFrozen.clear();
        missed.forEach(Runnable::run);
    }

    /** Everything that it had is lost. */
    void die() {
        catchUp();
        dead = true;
        List<Answer> broken = new ArrayList<>(new TreeMap<>(answers).values());
        List<Load> lost = new ArrayList<>(loads.values());
        answers.clear();
        loads.clear();
        names.clear();
        roots = null;
        whileFrozen.clear();
        broken.forEach(Answer::broken);
        for (Load load : lost) {
            load.caller().lost();
            load.behind().forEach(Loading::lost);
        }
    }

    /** Now, or when it thaws; never if it dies before. */
    void whenAwake(Runnable call) {
        if (dead) {
            return;
        }
        if (frozen) {
            whileFrozen.add(call);
        } else {
            call.run();
        }
    }

    private void wake() {
        if (dueAt < 0 && !frozen && !dead) {
            begin(queue.now());
        }
    }

    private void begin(long start) {
        long quiet = engine.quietUntil(start);
        if (quiet > start) {
            quietFrom = start;
            expect(quiet, null);
            return;
        }
        StepResult next = engine.advance(start, start + 1);
        if (next.idle()) {
            dueAt = -1;
        } else {
            expect(start + next.durationNanos(), next);
        }
    }

    private void expect(long at, StepResult events) {
        dueAt = at;
        step = events;
        queue.at(at, due);
    }

    /** Before the engine is told anything: the quiet steps that began before now are made; the last may still be under way. */
    private void catchUp() {
        if (quietFrom < 0) {
            return;
        }
        long from = quietFrom;
        quietFrom = -1;
        StepResult made = engine.advance(from, Math.max(queue.now(), from + 1));
        expect(from + made.durationNanos(), null);
    }

    private void due() {
        if (queue.now() != dueAt) {
            return; // Of a quiet time that was cut short.
        }
        whenAwake(this::deliver);
    }

    private void deliver() {
        if (quietFrom >= 0) {
            engine.advance(quietFrom, queue.now());
            quietFrom = -1;
        } else if (step != null) {
            tell(step);
        }
        begin(queue.now());
    }

    private void tell(StepResult step) {
        int events = step.size();
        for (int i = 0; i < events; i++) {
            EventKind kind = step.kind(i);
            if (kind == EventKind.FIRST_TOKEN) {
                Answer answer = answers.get(step.sequence(i).id());
                if (answer != null) {
                    answer.firstToken();
                }
            } else if (kind == EventKind.FINISHED) {
                finished++;
                Answer answer = answers.remove(step.sequence(i).id());
                if (answer != null) {
                    answer.finished(step.sequence(i).cachedTokens());
                }
            } else if (kind == EventKind.ADAPTER_LOADED) {
                loaded(step.loadedAdapter());
            }
        }
    }
}
