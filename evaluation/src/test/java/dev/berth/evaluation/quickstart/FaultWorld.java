package dev.berth.evaluation.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.slo.SloClass;
import dev.berth.evaluation.replay.Replay;
import dev.berth.evaluation.replay.ReplayOptions;
import dev.berth.evaluation.replay.ReplayPlan;
import dev.berth.evaluation.replay.ReplayRequest;
import dev.berth.evaluation.replay.ReplayResult;
import dev.berth.evaluation.replay.RequestJudge;
import dev.berth.evaluation.scenario.Engines;
import dev.berth.evaluation.stack.Child;
import dev.berth.evaluation.stack.ChildFailedException;
import dev.berth.evaluation.stack.ChildState;
import dev.berth.evaluation.stack.RestartPolicy;
import dev.berth.evaluation.stack.Stack;
import dev.berth.evaluation.stack.StackConfig;
import dev.berth.evaluation.stack.StackConfigs;
import dev.berth.evaluation.stack.StackListener;
import dev.berth.evaluation.status.FleetSnapshot;
import dev.berth.evaluation.status.StatusText;
import dev.berth.store.Blackboard;
import dev.berth.store.RedisBlackboard;
import dev.berth.store.StoreUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** The whole stack with three pods and six adapters, for tests that break it under a light, steady load. */
final class FaultWorld implements AutoCloseable {
    /** The 20 s are run by {@code -Dberth.faults.outage=20}. */
    static final Duration OUTAGE = Duration.ofSeconds(Long.getLong("berth.faults.outage", 8));

    private static final double STEADY_PER_SECOND = 4;
    private static final double SURGE_PER_SECOND = 11;

    /** In a surge one of eight requests goes to the adapters in turn: after so many each had three. */
    static final int ROUND = 8 * 6 * 3;

    private final StackConfig config;
    private final Stack stack;
    private final Blackboard blackboard;
    private final RequestJudge judge;
    private final AtomicInteger loads = new AtomicInteger();

    private FaultWorld(StackConfig config, EngineSpec engine) throws IOException {
        this.config = config;
        this.judge = new RequestJudge(model -> SloClass.STANDARD, engine);
        this.stack = started(config);
        this.blackboard = new RedisBlackboard(stack.redisUrl(), config.fleet());
    }

    /** The logs of the parts go with the test's directory, so a part that does not start has its last words told here. */
    private static Stack started(StackConfig config) throws IOException {
        try {
            return Stack.start(config, StackListener.SILENT);
        } catch (ChildFailedException e) {
            throw new AssertionError(e.getMessage() + "\n" + String.join("\n", e.lastLines()), e);
        }
    }

    /** Up, and with a plan of its own. */
    static FaultWorld start(Path workDirectory) throws IOException, InterruptedException {
        Engines engines = new Engines(Path.of(".."));
        Path engineFile = engines.file("a10");
        RestartPolicy outage = new RestartPolicy(OUTAGE, 20);
        StackConfig config =
                StackConfigs.small(workDirectory, engineFile.toString(), Map.of("redis", outage, "kafka", outage));
        FaultWorld world = new FaultWorld(config, engines.read(engineFile));
        try {
            new FleetReadiness(world.blackboard, Duration.ofSeconds(60)).await(config.pods(), Set.of());
            world.stack.startOptimizer();
            return world;
        } catch (RuntimeException | InterruptedException e) {
            world.close();
            throw e;
        }
    }

    Stack stack() {
        return stack;
    }

    Blackboard blackboard() {
        return blackboard;
    }

    List<String> adapters() {
        return config.adapters().stream().map(a -> a.name()).toList();
    }

    /** Empty while Redis is away. */
    Optional<FleetSnapshot> snapshot() {
        try {
            return Optional.of(FleetSnapshot.read(blackboard, System.currentTimeMillis()));
        } catch (StoreUnavailableException e) {
            return Optional.empty();
        }
    }

    /** Short requests to all adapters in turn, four a second, four of five streamed. */
    Load load(Duration lasting) {
        return send(lasting, STEADY_PER_SECOND, 100, 25, i -> adapters()
                .get(i % adapters().size()));
    }

    /**
     * Traffic that one pod can't carry within the SLO, seven of eight requests for one adapter: a plan that holds is
     * superseded.
     */
    Load surge(String adapter, Duration lasting) {
        List<String> all = adapters();
        return send(lasting, SURGE_PER_SECOND, 400, 50, i -> i % 8 == 0 ? all.get(i / 8 % all.size()) : adapter);
    }

    private Load send(
            Duration lasting, double perSecond, int promptTokens, int outputTokens, IntFunction<String> adapter) {
        String prefix = "load-" + loads.incrementAndGet() + "-";
        List<ReplayRequest> requests = new ArrayList<>();
        double seconds = lasting.toMillis() / 1000.0;
        for (int i = 0; i < seconds * perSecond; i++) {
            requests.add(new ReplayRequest(
                    prefix + i, i / perSecond, adapter.apply(i), promptTokens, outputTokens, i % 5 != 0, List.of((long)
                            i)));
        }
        ReplayPlan plan = new ReplayPlan("steady", requests, seconds, 0, adapters(), adapters(), 0, 0);
        AtomicInteger answered = new AtomicInteger();
        FutureTask<ReplayResult> running = new FutureTask<>(() -> Replay.run(
                plan,
                URI.create(stack.routerUrl()),
                ReplayOptions.DEFAULTS,
                judge,
                progress -> answered.set(progress.met() + progress.missed() + progress.failed())));
        Thread sender = new Thread(running, prefix + "sender");
        sender.setDaemon(true);
        sender.start();
        return new Load(running, sender, answered);
    }

    /** Traffic under way. */
    record Load(Future<ReplayResult> running, Thread sender, AtomicInteger answered) {
        /** Waits until it was all sent and answered. */
        ReplayResult result() throws Exception {
            return running.get(3, TimeUnit.MINUTES);
        }

        /** Ends it as soon as so many are answered, or all; those in flight then are the client's own aborts. */
        ReplayResult endAfter(int answers) throws Exception {
            await().atMost(Duration.ofSeconds(60)).until(() -> running.isDone() || answered.get() >= answers);
            sender.interrupt();
            return result();
        }
    }

    /** Kills a part and waits until it is back. */
    void killAndAwaitReturn(String name) {
        Child child = stack.child(name);
        long before = child.pid();
        child.kill();
        await().atMost(Duration.ofSeconds(60).plus(OUTAGE))
                .until(() -> child.state() == ChildState.RUNNING && child.pid() != before);
    }

    /** Waits until a plan made of demand later than this moment is observed, published and picked from. */
    void awaitClosedLoopSince(long millis) {
        LoopEvidence evidence = new LoopEvidence(millis);
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> {
                    snapshot().ifPresent(evidence::see);
                    assertThat(evidence.furthest()).isEqualTo(LoopEvidence.Stage.APPLIED);
                });
    }

    /** Waits until the blackboard is complete: every document is there, and every adapter is served. */
    void awaitAllDocuments() {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> {
                    FleetSnapshot now = snapshot().orElseThrow(() -> new AssertionError("Redis is away"));
                    assertThat(StatusText.missing(now)).isEmpty();
                    assertThat(now.ledger()).isPresent();
                });
    }

    @Override
    public void close() {
        blackboard.close();
        stack.close();
    }
}
