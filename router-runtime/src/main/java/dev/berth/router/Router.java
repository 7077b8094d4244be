package dev.berth.router;

import dev.berth.domain.config.ConfigException;
import dev.berth.router.access.KeyRing;
import dev.berth.router.access.KeysFile;
import dev.berth.router.access.Quotas;
import dev.berth.router.admin.AdminServer;
import dev.berth.router.admin.RouterState;
import dev.berth.router.http.BodyBudget;
import dev.berth.router.http.Deps;
import dev.berth.router.http.Drain;
import dev.berth.router.http.FrontDoor;
import dev.berth.router.http.Settings;
import dev.berth.router.http.WaitingRoom;
import dev.berth.router.log.DecisionLog;
import dev.berth.router.log.KafkaShipper;
import dev.berth.router.log.RequestLog;
import dev.berth.router.log.RouterMetrics;
import dev.berth.router.rollout.Rollouts;
import dev.berth.router.table.FileTableFeed;
import dev.berth.router.table.LiveCounts;
import dev.berth.router.table.ProfileHolder;
import dev.berth.router.table.RouterPeers;
import dev.berth.router.table.RouterReporter;
import dev.berth.router.table.StoreTableFeed;
import dev.berth.router.table.TableFeed;
import dev.berth.router.table.TableHolder;
import dev.berth.router.table.UsageExchange;
import dev.berth.store.Blackboard;
import dev.berth.store.RedisBlackboard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running router. All its parts are put together here; closing it drains requests first and reports last. */
public final class Router implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Router.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final RouterConfig started;
    private final AtomicReference<Settings> settings;
    private final TableHolder tables;
    private final FrontDoor door;
    private final AdminServer admin;

    /** Starts a router with its own connection to Redis, if the configuration names one. */
    public static Router start(RouterConfig config) {
        config.check();
        Blackboard blackboard = config.redis().isEmpty() ? null : blackboard(config);
        return new Router(config, blackboard, true, RouterClocks.SYSTEM);
    }

    /**
     * Starts a router on a given blackboard, which stays the caller's.
     *
     * @param blackboard null for none: then the configuration names a table file
     * @throws ConfigException if the configuration can't be used
     * @throws RouterStartException if a port can't be listened on
     */
    public static Router start(RouterConfig config, Blackboard blackboard, RouterClocks clocks) {
        if (blackboard == null) {
            config.check();
        }
        return new Router(config, blackboard, false, clocks);
    }

    private static Blackboard blackboard(RouterConfig config) {
        try {
            return new RedisBlackboard(config.redis(), config.fleet());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage());
        }
    }

    private Router(RouterConfig config, Blackboard blackboard, boolean ownsBlackboard, RouterClocks clocks) {
        this.started = config;
        this.settings = new AtomicReference<>(
                new Settings(0, config.http(), config.policy(), Rollouts.NONE.renewed(config.models()), KeyRing.OPEN));
        try {
            long startedAtMillis = clocks.millis().getAsLong();
            if (blackboard != null && ownsBlackboard) {
                parts.push(blackboard);
            }
            ScheduledExecutorService executor = executor();
            AtomicReference<Runnable> reportSoon = new AtomicReference<>(() -> {});
            LiveCounts counts = new LiveCounts(() -> reportSoon.get().run());
            tables = new TableHolder(counts, () -> reportSoon.get().run());
            ProfileHolder profiles = new ProfileHolder();
            RouterMetrics metrics = new RouterMetrics();
            DecisionLog decisions = new DecisionLog();
            WaitingRoom room = new WaitingRoom(() -> settings.get().http().waitingRoom());
            readKeys(config, executor);
            Quotas quotas = new Quotas();
            AtomicReference<Supplier<RouterPeers.View>> peers = new AtomicReference<>(() -> new RouterPeers.View(0, 0));
            BodyBudget held = new BodyBudget(() -> settings.get().http().maxHeldBytes());
            Drain drain = new Drain();
            RequestLog requests = requestLog(config, startedAtMillis, clocks);
            TableFeed feed = feed(config, blackboard, executor, clocks);
            parts.push(feed);
            if (blackboard != null) {
                RouterReporter reporter = new RouterReporter(
                        blackboard, config.name(), startedAtMillis, tables, counts, executor, clocks.millis());
                reportSoon.set(reporter::soon);
                parts.push(reporter);
                RouterPeers others = new RouterPeers(blackboard, config.name(), counts, clocks.millis());
                peers.set(others::view);
                everySecond(executor, others::refresh);
                everySecond(
                        executor,
                        new UsageExchange(blackboard, config.name(), startedAtMillis, quotas, clocks.millis())
                                ::exchange);
                executor.scheduleWithFixedDelay(
                        () -> profiles.refresh(blackboard), 0, config.profilePeriodMillis(), TimeUnit.MILLISECONDS);
            }
            admin = AdminServer.start(
                    config.adminHost(),
                    config.adminPort(),
                    new RouterState(
                            config.name(),
                            tables,
                            counts,
                            feed,
                            requests,
                            metrics,
                            decisions,
                            room::inside,
                            held::held,
                            drain::hasBegun,
                            () -> settings.get().rollouts(),
                            () -> peers.get().get(),
                            clocks.millis()));
            parts.push(admin);
            door = FrontDoor.open(new Deps(
                    config.name(),
                    settings::get,
                    tables,
                    profiles,
                    requests,
                    metrics,
                    decisions,
                    room,
                    held,
                    quotas,
                    new AtomicInteger(),
                    drain,
                    clocks.millis(),
                    clocks.nanos(),
                    config.seed() == 0 ? System.nanoTime() : config.seed()));
            parts.push(door);
        } catch (IOException e) {
            close();
            throw new RouterStartException(e.getMessage(), e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void readKeys(RouterConfig config, ScheduledExecutorService executor) {
        if (config.access().keysFile().isEmpty()) {
            return;
        }
        KeysFile keys = new KeysFile(
                Path.of(config.access().keysFile()), ring -> settings.updateAndGet(known -> known.with(ring)));
        keys.read();
        everySecond(executor, keys::refresh);
    }

    private static void everySecond(ScheduledExecutorService executor, Runnable task) {
        executor.scheduleWithFixedDelay(task, 1, 1, TimeUnit.SECONDS);
    }

    /**
     * Takes what can be changed without a new start: policy, models, and all of http but where and how it listens.
     *
     * @return whether that was all that differs; the rest needs a new start
     */
    public boolean reconfigure(RouterConfig config) {
        settings.updateAndGet(known ->
                known.with(config.http(), config.policy(), known.rollouts().renewed(config.models())));
        boolean all = !started.needsRestartFor(config);
        log.info("configuration taken policy={} whole={}", config.policy(), all);
        return all;
    }

    private ScheduledExecutorService executor() {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "router-table");
            thread.setDaemon(true);
            return thread;
        });
        parts.push(executor::shutdownNow);
        return executor;
    }

    private RequestLog requestLog(RouterConfig config, long startedAtMillis, RouterClocks clocks) {
        if (config.kafka().bootstrap().isEmpty()) {
            return RequestLog.countingOnly();
        }
        RequestLog requests = RequestLog.buffered(config.kafka().bufferedRecords());
        parts.push(new KafkaShipper(requests, config.kafka(), config.name(), startedAtMillis, clocks.millis()));
        return requests;
    }

    private TableFeed feed(
            RouterConfig config, Blackboard blackboard, ScheduledExecutorService executor, RouterClocks clocks) {
        return config.table().isEmpty()
                ? new StoreTableFeed(blackboard, tables, executor, clocks.millis())
                : new FileTableFeed(Path.of(config.table()), tables, executor, clocks.millis());
    }

    public int port() {
        return door.port();
    }

    public int adminPort() {
        return admin.port();
    }

    /** The last parts first: the door drains while reports go on. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                log.warn("a part did not close well", e);
            }
        }
    }
}
