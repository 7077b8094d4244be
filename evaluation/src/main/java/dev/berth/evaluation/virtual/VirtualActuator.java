package dev.berth.evaluation.virtual;

import dev.berth.actuator.ActuatorConfig;
import dev.berth.actuator.StoreLink;
import dev.berth.actuator.observe.PodProbe;
import dev.berth.actuator.reconcile.Command;
import dev.berth.actuator.reconcile.CommandResult;
import dev.berth.actuator.reconcile.Inputs;
import dev.berth.actuator.reconcile.Reconciler;
import dev.berth.actuator.reconcile.Step;
import dev.berth.domain.Document;
import dev.berth.domain.Version;
import dev.berth.domain.demand.AdapterEvent;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.evaluation.outcome.PlanTally;
import dev.berth.store.Blackboard;
import dev.berth.store.DocumentKey;
import dev.berth.store.Keys;
import dev.berth.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The product's actuator, moved by events: its reconciler and its link to the store, with the turns of its loop: at least once
 * a second, sooner when something came in, never within a fifth of a second.
 *
 * <p>One thing is left out, since it changes nothing and fleets of a thousand adapters are simulated for hours: while all is as
 * desired and nothing new is heard, the step is not made in every turn, but every few seconds.
 */
final class VirtualActuator {
    private static final long EVERY_MILLIS = ActuatorConfig.DEFAULTS.everyMillis();
    private static final long EVERY_NANOS = EVERY_MILLIS * EventQueue.MILLI;
    private static final long LONGEST_REST_NANOS = 5 * EventQueue.SECOND;
    private static final long LEAST_GAP_NANOS = ActuatorConfig.DEFAULTS.leastGapMillis() * EventQueue.MILLI;

    private final EventQueue queue;
    private final WorldTime time;
    private final Blackboard blackboard;
    private final DeclaredFleet declared;
    private final PodCalls pods;
    private final PlanTally tally;
    private final WorldWatch watch;
    private final long hintNanos;
    private final Reconciler reconciler = new Reconciler(ActuatorConfig.DEFAULTS.reconcile());
    private final StoreLink store;
    private final Map<String, Long> askedAt = new HashMap<>();
    private final Set<String> asking = new HashSet<>();
    private final Set<String> hurried = new HashSet<>();
    private List<PodProbe> probes = new ArrayList<>();
    private List<CommandResult> results = new ArrayList<>();
    private Optional<PlacementPlan> plan = Optional.empty();
    private Control control = Control.NONE;
    private long turnAt = Long.MAX_VALUE;
    private long lastTurn = -LEAST_GAP_NANOS;
    private long ordinal;
    private final Map<String, PodProbe> lastProbes = new HashMap<>();
    private int lastDeclared;
    private Step last;
    private long lastStep = Long.MIN_VALUE / 2;
    private boolean news = true;
    private boolean settled;
    private boolean serving;
    private boolean stopped;

    VirtualActuator(
            EventQueue queue,
            WorldTime time,
            Blackboard blackboard,
            DeclaredFleet declared,
            PodCalls pods,
            WorldConfig config,
            PlanTally tally,
            WorldWatch watch) {
        this.queue = queue;
        this.time = time;
        this.blackboard = blackboard;
        this.declared = declared;
        this.pods = pods;
        this.tally = tally;
        this.watch = watch;
        this.hintNanos = config.delays().hintMillis() * EventQueue.MILLI;
        this.store = new StoreLink(blackboard, queue::millis, EVERY_MILLIS, this::wake);
    }

    void start() {
        poll();
        turnBy(queue.now());
    }

    void stop() {
        stopped = true;
    }

    /** Whether it stopped because another actuator has taken over. */
    boolean deposed() {
        return store.deposed().isDone();
    }

    boolean isRunning() {
        return !stopped && !deposed();
    }

    /** Whether what it observes is what is planned, and the store knows. */
    boolean settled() {
        return settled && store.published().ordinal() >= ordinal;
    }

    boolean hasPlan() {
        return plan.isPresent();
    }

    void hint(String key) {
        if (isRunning() && (key.equals(Keys.PLAN.name()) || key.equals(Keys.CONTROL.name()))) {
            queue.after(hintNanos, this::readDocuments);
        }
    }

    /** For the hints that got lost. */
    private void poll() {
        if (isRunning()) {
            readDocuments();
            queue.after(EventQueue.SECOND, this::poll);
        }
    }

    private void readDocuments() {
        try {
            Map<String, Version> versions = blackboard.versions();
            plan = newer(Keys.PLAN, plan, versions);
            control = newer(Keys.CONTROL, Optional.of(control), versions).orElse(Control.NONE);
        } catch (StoreUnavailableException e) {
            watch.note(queue.now(), "actuator: the store is away");
        }
    }

    private <D extends Document> Optional<D> newer(
            DocumentKey<D> key, Optional<D> known, Map<String, Version> versions) {
        Version stored = versions.get(key.name());
        boolean isNewer = stored != null
                && known.map(d -> stored.isNewerThan(d.version())).orElse(true);
        if (!isNewer) {
            return known;
        }
        news = true;
        wake();
        return blackboard.read(key).or(() -> known);
    }

    private void wake() {
        turnBy(Math.max(queue.now(), lastTurn + LEAST_GAP_NANOS));
    }

    private void turnBy(long nanos) {
        if (!isRunning() || turnAt <= nanos) {
            return;
        }
        turnAt = nanos;
        queue.at(nanos, () -> {
            if (turnAt == nanos && isRunning()) {
                turnAt = Long.MAX_VALUE;
                turn();
            }
        });
    }

    /** One turn of the actuator's loop: observe, decide, act, publish, ask. */
    private void turn() {
        lastTurn = queue.now();
        if (!mayRest()) {
            step();
        }
        boolean readable = store.acknowledgements().readable();
        store.exchange();
        news |= readable != store.acknowledgements().readable();
        askPods(last);
        if (serving && store.published().ordinal() >= ordinal) {
            tally.inPlace(store.published().table().planVersion(), time.seconds(queue.now()));
        }
        turnBy(queue.now() + EVERY_NANOS);
    }

    private void step() {
        Step step = reconciler.step(observe(), queue.millis());
        last = step;
        lastStep = queue.now();
        ordinal = step.ordinal();
        settled = step.settled();
        serving = step.serving();
        news = !settled || step.documents().stream().anyMatch(VirtualActuator::waitsForTime);
        step.commands().forEach(this::carryOut);
        step.events().forEach(this::tell);
        step.notes().forEach(note -> watch.note(queue.now(), "actuator: " + note));
        store.offer(step);
    }

    private boolean mayRest() {
        boolean declaredAnew = declared.changes() != lastDeclared;
        lastDeclared = declared.changes();
        return last != null && !news && !declaredAnew && queue.now() - lastStep < LONGEST_REST_NANOS;
    }

    /** A failed pair is tried again, a pod is ready after a while: nothing more has to be heard for that. */
    private static boolean waitsForTime(Step.Documents documents) {
        return documents.ledger().entries().stream().anyMatch(entry -> entry.state() == PairState.FAILED)
                || documents.fleet().pods().stream().anyMatch(pod -> !pod.ready());
    }

    private Inputs observe() {
        Inputs inputs = new Inputs(
                declared.current(),
                probes,
                results,
                plan,
                store.acknowledgements(),
                control,
                store.published(),
                store.recovered());
        for (CommandResult result : results) {
            if (result.command() instanceof Command.Load load) {
                hurried.add(load.pod().pod());
            } else if (result.command() instanceof Command.Unload unload) {
                hurried.add(unload.pod().pod());
            }
        }
        probes = new ArrayList<>();
        results = new ArrayList<>();
        return inputs;
    }

    private void carryOut(Command command) {
        watch.note(queue.now(), "actuator: " + command);
        pods.carryOut(command, result -> {
            if (isRunning()) {
                results.add(result);
                news = true;
                wake();
            }
        });
    }

    private void tell(AdapterEvent event) {
        double at = time.seconds(queue.now());
        if (event.kind() == AdapterEvent.Kind.LOADED) {
            tally.loaded(event.adapter(), event.pod(), at);
        } else if (event.kind() == AdapterEvent.Kind.UNLOADED) {
            tally.unloaded(event.adapter(), event.pod(), at);
        } else {
            watch.note(
                    queue.now(),
                    "actuator: " + event.kind() + " " + event.adapter() + " on " + event.pod() + ": " + event.reason());
        }
    }

    /** Those that are declared, and those that are still being taken away. */
    private void askPods(Step step) {
        Map<String, String> urls = new TreeMap<>();
        declared.current().deployments().forEach(d -> d.pods().forEach(pod -> urls.put(pod.name(), pod.url())));
        step.documents().ifPresent(documents -> {
            for (PodState pod : documents.fleet().pods()) {
                urls.put(pod.id().pod(), pod.url());
            }
        });
        urls.forEach(this::probe);
    }

    private void probe(String pod, String url) {
        long now = queue.millis();
        boolean due = now - askedAt.getOrDefault(pod, Long.MIN_VALUE / 2) >= EVERY_MILLIS;
        if (asking.contains(pod) || (!due && !hurried.contains(pod))) {
            return;
        }
        hurried.remove(pod);
        asking.add(pod);
        askedAt.put(pod, now);
        pods.probe(pod, url, answer -> {
            asking.remove(pod);
            if (isRunning()) {
                probes.add(answer);
                if (isNews(answer)) {
                    news = true;
                    wake();
                }
            }
        });
    }

    /** Whether a pod says anything that it did not say before. */
    private boolean isNews(PodProbe probe) {
        PodProbe before = lastProbes.put(probe.pod(), probe);
        return !(before instanceof PodProbe.Answered was
                && probe instanceof PodProbe.Answered is
                && was.incarnation().equals(is.incarnation())
                && was.adapters().equals(is.adapters()));
    }
}
