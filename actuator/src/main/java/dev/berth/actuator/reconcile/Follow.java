package dev.berth.actuator.reconcile;

import dev.berth.actuator.observe.PodHealth;
import dev.berth.domain.demand.AdapterEvent;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.fleet.PodIncarnation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Brings the book into line with what happened: commands that ended, lives that ended, lists of what pods have registered.
 * Decides nothing.
 *
 * <p>A pod's list was true when it was asked for, so it says nothing of what a command changed after that: an entry is
 * compared only with lists that are younger than its state.
 */
final class Follow {
    private final ReconcileConfig config;
    private final PairBook book;
    private final Map<PodIncarnation, Long> unloadedAt = new HashMap<>();

    Follow(ReconcileConfig config, PairBook book) {
        this.config = config;
        this.book = book;
    }

    /** Ends the entries of lives that are over. A pod that was never reached keeps those of its last known life. */
    void lives(Map<String, PodHealth> pods) {
        Set<PodIncarnation> over = new HashSet<>();
        for (PodIncarnation life : book.lives()) {
            PodHealth pod = pods.get(life.pod());
            if (pod == null
                    || (pod.observed()
                            && !pod.incarnation().isEmpty()
                            && !pod.id().equals(life))) {
                over.add(life);
            }
        }
        book.endLives(over);
        unloadedAt.keySet().removeAll(over);
    }

    List<AdapterEvent> results(List<CommandResult> results, Snapshot snapshot) {
        List<AdapterEvent> events = new ArrayList<>();
        for (CommandResult result : results) {
            if (result.command() instanceof Command.Load load) {
                loaded(load, result, snapshot).ifPresent(events::add);
            } else if (result.command() instanceof Command.Unload unload) {
                events.add(unloaded(unload, result, snapshot));
            }
        }
        return events;
    }

    /** No event for a name that the pod had already: its duration is none of a load. */
    private Optional<AdapterEvent> loaded(Command.Load load, CommandResult result, Snapshot snapshot) {
        boolean took = result.ok() || result.alreadyLoaded();
        String reason = took ? "" : Failure.of(result).reason();
        book.find(load.engineName(), load.pod())
                .filter(pair -> pair.is(PairState.LOADING))
                .ifPresent(pair -> book.put(
                        took
                                ? pair.answered(
                                        result.ok() ? Pair.Answer.LOADED : Pair.Answer.WAS_LOADED,
                                        result.seconds(),
                                        result.endedAtMillis())
                                : fail(pair, Failure.of(result), result.endedAtMillis())));
        if (result.alreadyLoaded()) {
            return Optional.empty();
        }
        return Optional.of(event(
                load.adapter(),
                load.engineName(),
                load.pod(),
                load.deployment(),
                took ? AdapterEvent.Kind.LOADED : AdapterEvent.Kind.LOAD_FAILED,
                reason,
                result,
                snapshot));
    }

    private AdapterEvent unloaded(Command.Unload unload, CommandResult result, Snapshot snapshot) {
        boolean gone = result.ok() || result.notFound();
        Optional<Pair> pair = book.find(unload.engineName(), unload.pod()).filter(p -> p.is(PairState.UNLOADING));
        if (pair.isPresent() && gone) {
            book.remove(pair.get().key());
            unloadedAt.put(unload.pod(), result.endedAtMillis());
            boolean zombies =
                    snapshot.pod(unload.pod()).map(snapshot::leavesZombies).orElse(false);
            if (zombies && result.ok()) {
                book.addZombie(pair.get().zombie(result.endedAtMillis()));
            }
        } else {
            pair.ifPresent(p -> book.put(p.notUnloaded(result.endedAtMillis(), config.retryFirstMillis())));
        }
        return event(
                unload.adapter(),
                unload.engineName(),
                unload.pod(),
                unload.deployment(),
                gone ? AdapterEvent.Kind.UNLOADED : AdapterEvent.Kind.UNLOAD_FAILED,
                gone ? "" : Failure.of(result).reason(),
                result,
                snapshot);
    }

    private static AdapterEvent event(
            String adapter,
            String engineName,
            PodIncarnation pod,
            String deployment,
            AdapterEvent.Kind kind,
            String reason,
            CommandResult result,
            Snapshot snapshot) {
        AdapterSpec spec = snapshot.adapters().get(adapter);
        return new AdapterEvent(
                AdapterEvent.FORM,
                adapter,
                engineName,
                pod.pod(),
                pod.incarnation(),
                deployment,
                kind,
                spec == null ? 0 : spec.rank(),
                spec == null ? 0 : spec.bytes(),
                result.seconds(),
                reason,
                result.endedAtMillis());
    }

    /** Compares each pod's list with its entries. */
    void lists(Snapshot snapshot) {
        for (PodHealth pod : snapshot.pods().values()) {
            if (!pod.answers()) {
                continue;
            }
            for (Pair pair : book.on(pod.id())) {
                if (pod.listedAtMillis() >= pair.entry().sinceMillis()) {
                    compare(pair, pod, snapshot);
                }
            }
            adopt(pod, snapshot);
            // What was found may leave no room for zombies that the engine must have thrown out by then.
            snapshot.spec(pod).ifPresent(spec -> {
                int tooMany = Capacity.zombiesToEvict(pod, spec.maxCpuLoras(), 0, book);
                for (int i = 0; i < tooMany; i++) {
                    book.evictOldestZombie(pod.id());
                }
            });
        }
    }

    private void compare(Pair pair, PodHealth pod, Snapshot snapshot) {
        String root = pod.adapters().get(pair.entry().engineName());
        long at = pod.listedAtMillis();
        switch (pair.state()) {
            case LOADING -> {
                if (pair.answer() != Pair.Answer.NONE) {
                    book.put(confirmed(pair, root, at, snapshot));
                }
            }
            case SCHEDULED, FAILED -> {
                if (root != null && ours(pair, root, snapshot)) {
                    book.put(pair.become(PairState.BOUND, at));
                }
            }
            case BOUND, RUNNING, DRAINING -> {
                if (root == null) {
                    book.put(pair.become(PairState.SCHEDULED, at));
                }
            }
            case UNLOADING -> {
                return; // Its answer is on the way.
            }
        }
    }

    private Pair confirmed(Pair pair, String root, long at, Snapshot snapshot) {
        if (root == null && pair.answer() == Pair.Answer.LOST) {
            boolean over = at - pair.entry().sinceMillis() >= config.startGraceMillis();
            return over ? pair.become(PairState.FAILED, at).become(PairState.SCHEDULED, at) : pair;
        }
        if (root == null) {
            return fail(pair, new Failure(true, "the pod said that it has loaded it, but does not list it"), at);
        }
        if (pair.answer() != Pair.Answer.LOADED && !ours(pair, root, snapshot)) {
            String reason = "the pod has another artifact under this name: " + root;
            return fail(pair, new Failure(false, reason), at);
        }
        return pair.become(PairState.BOUND, at);
    }

    /** Registered by an actuator that left no memory, and of the catalog. Names of others are left alone. */
    private void adopt(PodHealth pod, Snapshot snapshot) {
        long lastUnload = unloadedAt.getOrDefault(pod.id(), Long.MIN_VALUE);
        if (pod.listedAtMillis() < lastUnload) {
            return;
        }
        pod.adapters().forEach((engineName, root) -> {
            AdapterSpec adapter = EngineNames.owner(engineName, snapshot.adapters());
            if (adapter == null || book.find(engineName, pod.id()).isPresent()) {
                return;
            }
            boolean present = engineName.equals(adapter.engineName());
            if (!present || EngineNames.sameRoot(root, adapter)) {
                book.put(Pair.fresh(adapter.name(), engineName, pod.id(), PairState.BOUND, pod.listedAtMillis()));
            }
        });
    }

    private static boolean ours(Pair pair, String root, Snapshot snapshot) {
        AdapterSpec adapter = snapshot.adapters().get(pair.adapter());
        return adapter != null && (!snapshot.current(pair) || EngineNames.sameRoot(root, adapter));
    }

    private Pair fail(Pair pair, Failure failure, long at) {
        return pair.failed(failure, config.backoffMillis(pair.entry().tries() + 1), at);
    }
}
