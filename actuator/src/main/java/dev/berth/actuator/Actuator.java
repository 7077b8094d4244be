package dev.berth.actuator;

import dev.berth.actuator.declare.ApiKey;
import dev.berth.actuator.declare.Declaration;
import dev.berth.actuator.declare.DeclarationFiles;
import dev.berth.actuator.declare.DeclaredDeployment;
import dev.berth.actuator.events.AdapterEvents;
import dev.berth.actuator.events.KafkaAdapterEvents;
import dev.berth.actuator.reconcile.Command;
import dev.berth.actuator.reconcile.CommandResult;
import dev.berth.actuator.reconcile.Inputs;
import dev.berth.actuator.reconcile.Reconciler;
import dev.berth.actuator.reconcile.Step;
import dev.berth.actuator.scale.ScaleShell;
import dev.berth.actuator.vllm.VllmPods;
import dev.berth.domain.config.ConfigException;
import dev.berth.domain.fleet.Control;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.store.Blackboard;
import dev.berth.store.DocumentWatch;
import dev.berth.store.Keys;
import dev.berth.store.RedisBlackboard;
import io.prometheus.client.exporter.HTTPServer;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The actuator at work: a {@link Reconciler} with sockets, threads and a clock around it.
 *
 * <p>One thread turns the loop, at least once a second and at most five times, sooner when something came in. It never
 * waits for a pod, the store or Kafka: pods are asked asynchronously, each for itself; the store is spoken to on a thread
 * of its own; what they say lies in an inbox until the next turn.
 */
public final class Actuator implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Actuator.class);

    /** That a start waits a little is nothing to tell. */
    private static final long START_MILLIS = 2_000;

    private final ActuatorConfig config;
    private final LongSupplier clockMillis;
    private final long startedAtMillis;
    private final DeclarationFiles files;
    private final Blackboard blackboard;
    private final AdapterEvents events;
    private final Inbox inbox = new Inbox();
    private final Reconciler reconciler;
    private final VllmPods pods;
    private final PodProber prober;
    private final ScaleShell scaleShell;
    private final StoreLink store;
    private final ActuatorMetrics metrics = new ActuatorMetrics();
    private final RepeatedNotes notes = new RepeatedNotes();
    private final ScheduledExecutorService storeThread = daemon("berth-actuator-store");
    private final ScheduledExecutorService watchThread = daemon("berth-actuator-watch");
    private final AtomicBoolean exchanging = new AtomicBoolean();
    private final DocumentWatch<PlacementPlan> plan;
    private final DocumentWatch<Control> control;
    private final HTTPServer admin;
    private final Thread loop;
    private Declaration declaration;
    private volatile Step last;
    private volatile boolean closed;

    /**
     * @throws ConfigException if the files can't be used, or the admin port can't be opened
     */
    public static Actuator start(ActuatorConfig config) {
        DeclarationFiles files = new DeclarationFiles(Path.of(config.fleetFile()), Path.of(config.catalogFile()));
        Blackboard blackboard;
        try {
            blackboard = new RedisBlackboard(config.redis(), config.fleet());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage());
        }
        return start(config, files, blackboard, System::currentTimeMillis);
    }

    /** With a blackboard that is closed together with the actuator. */
    public static Actuator start(
            ActuatorConfig config, DeclarationFiles files, Blackboard blackboard, LongSupplier clockMillis) {
        Actuator actuator = new Actuator(config, files, blackboard, clockMillis);
        actuator.loop.start();
        return actuator;
    }

    private Actuator(ActuatorConfig config, DeclarationFiles files, Blackboard blackboard, LongSupplier clockMillis) {
        this.config = config;
        this.clockMillis = clockMillis;
        this.startedAtMillis = clockMillis.getAsLong();
        this.files = files;
        this.declaration = files.current();
        this.admin = config.adminPort() < 0 ? null : admin(config, metrics);
        this.blackboard = blackboard;
        this.events = config.kafka().isEmpty() ? AdapterEvents.NOWHERE : new KafkaAdapterEvents(config.kafka());
        this.reconciler = new Reconciler(config.reconcile());
        this.pods = new VllmPods(
                Duration.ofMillis(config.probeTimeoutMillis()),
                Duration.ofMillis(config.loadTimeoutMillis()),
                clockMillis);
        this.prober = new PodProber(pods, inbox, config.everyMillis());
        this.scaleShell = new ScaleShell(Duration.ofMillis(config.scaleTimeoutMillis()), clockMillis);
        this.store = new StoreLink(blackboard, clockMillis, config.everyMillis(), inbox::wake);
        this.plan = new DocumentWatch<>(blackboard, Keys.PLAN, watchThread, clockMillis, newer -> {
            log.info(
                    "plan read plan={} trigger={}",
                    newer.version(),
                    newer.solver().trigger());
            inbox.wake();
        });
        this.control = new DocumentWatch<>(blackboard, Keys.CONTROL, watchThread, clockMillis, newer -> {
            log.info("control read version={} frozen={}", newer.version(), newer.frozen());
            inbox.wake();
        });
        this.loop = new Thread(this::run, "berth-actuator");
        this.loop.setDaemon(true);
    }

    private void run() {
        try {
            while (!closed && !store.deposed().isDone()) {
                long began = clockMillis.getAsLong();
                try {
                    cycle(began);
                } catch (RuntimeException e) {
                    metrics.cycleFailed();
                    log.error("cycle failed, the next one starts from what is observed then", e);
                }
                Thread.sleep(config.leastGapMillis());
                inbox.await(config.everyMillis() - config.leastGapMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void cycle(long now) {
        Inputs observed = observe();
        Step step = reconciler.step(observed, now);
        act(step);
        publish(step);
        askPods(step, now);
        last = step;
    }

    private Inputs observe() {
        declaration = files.current();
        Inbox.Mail mail = inbox.take();
        mail.probes().forEach(probe -> prober.ended(probe.pod()));
        mail.results().forEach(this::ended);
        return new Inputs(
                declaration,
                mail.probes(),
                mail.results(),
                Optional.ofNullable(plan.view()),
                store.acknowledgements(),
                control.view() == null ? Control.NONE : control.view(),
                store.published(),
                store.recovered());
    }

    private void ended(CommandResult result) {
        metrics.command(result);
        if (result.command() instanceof Command.Load load) {
            prober.hurry(load.pod().pod());
        } else if (result.command() instanceof Command.Unload unload) {
            prober.hurry(unload.pod().pod());
        }
        if (result.ok()) {
            log.info("done command=\"{}\" seconds={}", result.command(), result.seconds());
        } else {
            log.warn("failed command=\"{}\" status={} said=\"{}\"", result.command(), result.status(), result.text());
        }
    }

    private void act(Step step) {
        for (Command command : step.commands()) {
            log.info("start command=\"{}\"", command);
            CompletableFuture<CommandResult> result = perform(command);
            var unused = result.thenAccept(inbox::result);
        }
        step.events().forEach(events::tell);
        long now = clockMillis.getAsLong();
        if (step.documents().isPresent() || now - startedAtMillis >= START_MILLIS) {
            notes.say(step.notes(), now);
        }
    }

    private CompletableFuture<CommandResult> perform(Command command) {
        if (command instanceof Command.Load load) {
            return pods.load(load, key(load.deployment()));
        }
        if (command instanceof Command.Unload unload) {
            return pods.unload(unload, key(unload.deployment()));
        }
        return scaleShell.run((Command.Scale) command);
    }

    private void publish(Step step) {
        store.offer(step);
        if (exchanging.compareAndSet(false, true)) {
            storeThread.execute(this::exchange);
        }
        metrics.cycle(step, store.available(), events.dropped());
    }

    private void exchange() {
        exchanging.set(false);
        try {
            store.exchange();
        } catch (RuntimeException e) {
            log.error("exchange with the store failed", e);
        }
    }

    private void askPods(Step step, long now) {
        for (DeclaredDeployment deployment : declaration.deployments()) {
            deployment.pods().forEach(pod -> prober.probe(pod.name(), pod.url(), deployment.apiKey(), now));
        }
        step.documents().ifPresent(documents -> {
            for (PodState pod : documents.fleet().pods()) {
                prober.probe(pod.id().pod(), pod.url(), key(pod.deployment()), now);
            }
        });
    }

    private ApiKey key(String deployment) {
        return declaration
                .deployment(deployment)
                .map(DeclaredDeployment::apiKey)
                .orElse(ApiKey.NONE);
    }

    /** The last turn's outcome; empty before the first. */
    public Optional<Step> lastStep() {
        return Optional.ofNullable(last);
    }

    /** Whether observed is as desired, and the store knows. */
    public boolean settled() {
        Step step = last;
        return step != null && step.settled() && store.published().ordinal() >= step.ordinal();
    }

    /** Ends exceptionally when another actuator has taken over this fleet; this one does nothing any more. */
    public CompletableFuture<Void> deposed() {
        return store.deposed();
    }

    /** Port of metrics and health; -1 if there is none. */
    public int adminPort() {
        return admin == null ? -1 : admin.getPort();
    }

    @Override
    public void close() {
        closed = true;
        loop.interrupt();
        try {
            loop.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        plan.close();
        control.close();
        storeThread.shutdownNow();
        watchThread.shutdownNow();
        events.close();
        blackboard.close();
        if (admin != null) {
            admin.close();
        }
    }

    private static HTTPServer admin(ActuatorConfig config, ActuatorMetrics metrics) {
        DefaultExports.register(metrics.registry());
        try {
            return new HTTPServer.Builder()
                    .withInetSocketAddress(new InetSocketAddress(config.adminHost(), config.adminPort()))
                    .withRegistry(metrics.registry())
                    .withDaemonThreads(true)
                    .build();
        } catch (IOException e) {
            throw new ConfigException("the admin port " + config.adminHost() + ":" + config.adminPort()
                    + " can't be opened: " + e.getMessage());
        }
    }

    private static ScheduledExecutorService daemon(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
