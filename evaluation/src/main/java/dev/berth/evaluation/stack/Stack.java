package dev.berth.evaluation.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All of Berth on this machine, as child processes:
 *
 * <pre>
 *   redis ─┬─► profile     published, and again whenever Redis comes back
 *   pods ──┴─► actuator    it dispatches over the pods that it finds
 *   kafka, jobs, taskmanager, router: at once; each waits by itself for what it needs, as after any outage
 *   optimizer: when asked for
 * </pre>
 *
 * {@link #close()} ends all, those first that need the others; it runs as well when this JVM is told to end, and a child
 * whose parent vanished ends itself.
 */
public final class Stack implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Stack.class);
    private static final Duration PROFILE_BOUND = Duration.ofSeconds(60);

    private final StackConfig config;
    private final StackListener listener;
    private final Parts parts;
    private final Path logs;
    private final ScheduledExecutorService supervisor = Executors.newScheduledThreadPool(2, daemon("supervisor"));
    private final ExecutorService starters = Executors.newCachedThreadPool(daemon("start"));
    private final List<Child> children = Collections.synchronizedList(new ArrayList<>());
    private final Thread shutdownHook = new Thread(this::endAll, "stop-all-parts");
    private boolean closing;

    private Stack(StackConfig config, StackListener listener) throws IOException {
        this.config = config;
        this.listener = listener;
        this.parts = new Parts(config, new FreePorts(new SplittableRandom()));
        this.logs = Files.createDirectories(config.workDirectory().resolve("logs"));
    }

    /**
     * Starts all parts but the optimizer, and comes back when each has said that it is ready.
     *
     * @throws ChildFailedException if a part did not come up; nothing is left running then
     */
    public static Stack start(StackConfig config, StackListener listener) throws IOException {
        Stack stack = new Stack(config, listener);
        Runtime.getRuntime().addShutdownHook(stack.shutdownHook);
        try {
            stack.startAll();
            return stack;
        } catch (RuntimeException | IOException e) {
            stack.close();
            throw e;
        }
    }

    /** Starts the optimizer and waits until it is ready. */
    public void startOptimizer() {
        bring(parts.optimizer());
    }

    /** Ends all pods and starts them anew, with empty caches and without adapters. */
    public void restartPods() {
        List<Child> pods = pods();
        pods.forEach(Child::requestStop);
        pods.forEach(Child::awaitStopped);
        pods.forEach(Child::start);
        pods.forEach(Child::awaitReady);
    }

    public List<Child> children() {
        synchronized (children) {
            return List.copyOf(children);
        }
    }

    /** The child of that name. */
    public Child child(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("there is no part '" + name + "'"));
    }

    public List<Child> pods() {
        return IntStream.range(0, config.pods())
                .mapToObj(i -> child(Parts.podName(i)))
                .toList();
    }

    /** Where clients send their requests. */
    public String routerUrl() {
        return child(Parts.ROUTER).facts().get("url");
    }

    public String routerAdminUrl() {
        return child(Parts.ROUTER).facts().get("admin");
    }

    public String redisUrl() {
        return parts.redisUrl();
    }

    public String kafkaBootstrap() {
        return parts.kafkaBootstrap();
    }

    public String flinkUrl() {
        return parts.flinkUrl();
    }

    public Path logs() {
        return logs;
    }

    /** Ends all parts, in the reverse order of their start. */
    @Override
    public void close() {
        endAll();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            return; // The JVM is going down: the hook runs, or ran.
        }
    }

    private void startAll() throws IOException {
        Path fleetFile = FleetFiles.writeFleet(config, parts.podPorts());
        Path catalogFile = FleetFiles.writeCatalog(config);
        Path redisBinary =
                RedisBinary.find(Files.createDirectories(config.workDirectory().resolve("redis")));

        CompletableFuture<Void> redis = begin(() -> bring(parts.redis(redisBinary)));
        CompletableFuture<Void> kafka = begin(() -> bring(parts.kafka()));
        CompletableFuture<Void> pods = CompletableFuture.allOf(IntStream.range(0, config.pods())
                .mapToObj(i -> begin(() -> bring(parts.pod(i))))
                .toArray(CompletableFuture[]::new));
        CompletableFuture<Void> jobs = begin(() -> bring(parts.jobs()));
        CompletableFuture<Void> taskManager = begin(() -> bring(parts.taskManager()));
        CompletableFuture<Void> router = begin(() -> bring(parts.router()));
        CompletableFuture<Void> profile = redis.thenRunAsync(this::publishProfile, starters);
        CompletableFuture<Void> actuator = CompletableFuture.allOf(redis, pods)
                .thenRunAsync(() -> bring(parts.actuator(fleetFile, catalogFile)), starters);
        try {
            failFast(List.of(redis, kafka, pods, profile, jobs, taskManager, router, actuator))
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }

    /** Done when all are, or when the first fails. */
    private static CompletableFuture<Object> failFast(List<CompletableFuture<Void>> all) {
        CompletableFuture<Void> never = new CompletableFuture<>();
        Stream<CompletableFuture<Void>> failures = all.stream().map(one -> one.thenCompose(done -> never));
        CompletableFuture<Void> success = CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
        return CompletableFuture.anyOf(
                Stream.concat(Stream.of(success), failures).toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> begin(Runnable step) {
        return CompletableFuture.runAsync(step, starters);
    }

    private Child bring(ChildSpec spec) {
        Child child = new Child(spec, logs, supervisor, new OfChildren());
        synchronized (children) {
            if (closing) {
                throw new IllegalStateException(spec.name() + " is not started any more: the stack is closing");
            }
            find(spec.name()).ifPresent(children::remove);
            children.add(child);
        }
        child.start().awaitReady();
        return child;
    }

    private Optional<Child> find(String name) {
        return children().stream().filter(c -> c.name().equals(name)).findFirst();
    }

    private void publishProfile() {
        long startedAt = System.nanoTime();
        Path file = logs.resolve("profile.log");
        try {
            ProcessBuilder builder = new ProcessBuilder(TiedCommand.of(parts.publishProfile()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile()));
            builder.environment().putAll(JvmCommand.environment());
            Process process = builder.start();
            boolean ended = process.waitFor(PROFILE_BOUND.toMillis(), TimeUnit.MILLISECONDS);
            process.destroyForcibly();
            if (!ended || process.exitValue() != 0) {
                List<String> said = Files.readAllLines(file);
                throw new ChildFailedException(
                        "the offline profile could not be published; the log is " + file + ".",
                        said.subList(Math.max(0, said.size() - 20), said.size()));
            }
        } catch (IOException e) {
            throw new ChildFailedException("the offline profile could not be published: " + e.getMessage(), List.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        listener.done("profile", (System.nanoTime() - startedAt) / 1e9);
    }

    private void endAll() {
        synchronized (children) {
            closing = true;
        }
        List<List<String>> order = List.of(
                List.of(Parts.OPTIMIZER, Parts.ROUTER),
                List.of(Parts.ACTUATOR, Parts.TASK_MANAGER),
                List.of(Parts.JOBS),
                children().stream().map(Child::name).toList());
        for (List<String> together : order) {
            List<Child> ending =
                    children().stream().filter(c -> together.contains(c.name())).toList();
            ending.forEach(Child::requestStop);
            ending.forEach(Child::awaitStopped);
        }
        supervisor.shutdown();
        starters.shutdownNow();
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Hands on, and has the profile published again after Redis was away: its writer is a command, not a process. */
    private final class OfChildren implements ChildListener {
        @Override
        public void ready(Child child, boolean again) {
            listener.ready(child, again);
            if (again && child.name().equals(Parts.REDIS)) {
                starters.execute(() -> {
                    try {
                        publishProfile();
                    } catch (ChildFailedException e) {
                        log.warn("profile not published because=\"{}\"", e.getMessage());
                    }
                });
            }
        }

        @Override
        public void ended(Child child, int exitCode, boolean restarted) {
            listener.ended(child, exitCode, restarted);
        }
    }
}
