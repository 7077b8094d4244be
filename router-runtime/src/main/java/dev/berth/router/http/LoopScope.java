package dev.berth.router.http;

import dev.berth.router.access.Tenant;
import dev.berth.router.http.wire.Ascii;
import dev.berth.router.log.CauseLog;
import dev.berth.router.table.RetryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/** All that one event loop owns. Touched by its thread alone, so nothing here is locked. */
final class LoopScope {
    static final long TICK_MILLIS = 100;
    private static final int SCRATCH_BYTES = 64 << 10;
    private static final int KEPT_ARRAYS = 1_024;
    private static final int KEPT_TENANTS = 4_096;
    private static final int TICKS_OF_A_SWEEP = 5;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private final EventLoop loop;
    private final Deps deps;
    private final PodPool pool;
    private final CauseLog causes;
    private final Picker picker;
    private final RetryBudget budget;
    private final PodReport report = new PodReport(this);
    private final String idPrefix;
    private final Map<String, NamedPolicy> policies = new HashMap<>();
    private final Set<ClientConnection> clients = new HashSet<>();
    private final Set<Exchange> active = new HashSet<>();
    private final Set<Exchange> waiting = new LinkedHashSet<>();
    private final ArrayDeque<byte[]> arrays = new ArrayDeque<>();
    private final byte[] scratch = new byte[SCRATCH_BYTES];
    private final StringBlocks stringBlocks = new StringBlocks();
    private final AtomicBoolean rung = new AtomicBoolean();
    private final byte[] window;
    private final Map<String, PodTimeouts> timeouts = new HashMap<>();
    private final Map<String, Tenant> tenants = new HashMap<>();
    private long renewedOf = -1;
    private byte[] podAuthorization = {};
    private byte[] dateLine = {};
    private long dateSecond = -1;
    private long ids;
    private long ticks;
    private boolean draining;

    /** @param window scratch space of this loop */
    LoopScope(EventLoop loop, Deps deps, PodPool pool, CauseLog causes, RandomGenerator random, byte[] window) {
        HttpConfig config = deps.settings().get().http();
        this.loop = loop;
        this.window = window;
        this.deps = deps;
        this.pool = pool;
        this.causes = causes;
        this.picker = new Picker(deps, random, causes);
        this.budget = new RetryBudget(config.retryReserve(), config.retryRatio());
        deps.room().addBell(this::ring);
        this.idPrefix = "req-" + Long.toHexString(random.nextLong() >>> 16) + "-";
    }

    EventLoop loop() {
        return loop;
    }

    /** As it stands now; it may be another one for the next request. */
    Settings settings() {
        return deps.settings().get();
    }

    HttpConfig config() {
        return settings().http();
    }

    /** What the pods of a deployment are given time for. */
    PodTimeouts timeouts(String deployment) {
        renew();
        PodTimeouts known = timeouts.get(deployment);
        if (known == null) {
            known = config().timeouts(deployment);
            timeouts.put(deployment, known);
        }
        return known;
    }

    /** The header line that pods ask for, with its end; empty if they ask for none. */
    byte[] podAuthorization() {
        renew();
        return podAuthorization;
    }

    /**
     * Whose key a header carries. Hashing is spared for those that were seen before.
     *
     * @return null if it is nobody's
     */
    Tenant tenant(String authorization) {
        renew();
        Tenant known = authorization == null ? null : tenants.get(authorization);
        if (known != null) {
            return known;
        }
        Tenant found = settings().keys().tenant(authorization);
        if (found != null) {
            if (tenants.size() >= KEPT_TENANTS) {
                tenants.clear();
            }
            tenants.put(authorization, found);
        }
        return found;
    }

    /** Makes anew what is derived of settings that have changed. */
    private void renew() {
        Settings now = settings();
        if (now.generation() == renewedOf) {
            return;
        }
        renewedOf = now.generation();
        timeouts.clear();
        tenants.clear();
        budget.limit(now.http().retryReserve(), now.http().retryRatio());
        pool.idleAtMost(TimeUnit.MILLISECONDS.toNanos(now.http().podIdleMillis()));
        String key = now.http().podApiKey();
        podAuthorization = Ascii.bytes(key.isEmpty() ? "" : "authorization: Bearer " + key + "\r\n");
    }

    /** The header line of the time, with its end. */
    byte[] date() {
        long second = nowMillis() / 1_000;
        if (second != dateSecond) {
            dateSecond = second;
            ZonedDateTime now = Instant.ofEpochSecond(second).atZone(ZoneOffset.UTC);
            dateLine = Ascii.bytes("date: " + DATE.format(now) + "\r\n");
        }
        return dateLine;
    }

    byte[] window() {
        return window;
    }

    Deps deps() {
        return deps;
    }

    PodPool pool() {
        return pool;
    }

    WaitingRoom room() {
        return deps.room();
    }

    CauseLog causes() {
        return causes;
    }

    Picker picker() {
        return picker;
    }

    PodReport report() {
        return report;
    }

    RetryBudget budget() {
        return budget;
    }

    long nowNanos() {
        return deps.nanoClock().getAsLong();
    }

    long nowMillis() {
        return deps.clockMillis().getAsLong();
    }

    String newRequestId() {
        return idPrefix + Long.toHexString(ids++);
    }

    /** Null if there is no policy of that name. */
    NamedPolicy policy(String name) {
        NamedPolicy known = policies.get(name);
        if (known == null) {
            known = NamedPolicy.find(name, deps.metrics());
            if (known != null) {
                policies.put(name, known);
            }
        }
        return known;
    }

    /** The bytes of a body in an array, valid until the next call. */
    byte[] bytesOf(ByteBuf body) {
        int length = body.readableBytes();
        byte[] array = length <= SCRATCH_BYTES ? scratch : new byte[length];
        body.getBytes(body.readerIndex(), array, 0, length);
        return array;
    }

    /** For one body at a time. */
    StringBlocks stringBlocks() {
        return stringBlocks;
    }

    byte[] borrowArray() {
        byte[] array = arrays.pollFirst();
        return array == null ? new byte[AnswerWatch.ARRAY_BYTES] : array;
    }

    void returnArray(byte[] array) {
        if (arrays.size() < KEPT_ARRAYS) {
            arrays.addFirst(array);
        }
    }

    /**
     * @return whether there is room for another client
     */
    boolean opened(ClientConnection client) {
        boolean room = deps.clients().incrementAndGet() <= config().maxConnections();
        clients.add(client);
        if (!room) {
            causes.warn("client turned away, too many connections most={}", config().maxConnections());
        }
        return room;
    }

    void closed(ClientConnection client) {
        if (clients.remove(client)) {
            deps.clients().decrementAndGet();
        }
    }

    void began(Exchange exchange) {
        active.add(exchange);
        budget.request();
    }

    void ended(Exchange exchange) {
        active.remove(exchange);
    }

    int active() {
        return active.size();
    }

    void waits(Exchange exchange) {
        waiting.add(exchange);
    }

    void waitsNoMore(Exchange exchange) {
        waiting.remove(exchange);
    }

    /** A new table, or time has passed: whoever can go on does, the longest waiting first. */
    void wake() {
        if (waiting.isEmpty()) {
            return;
        }
        for (Exchange exchange : new ArrayList<>(waiting)) {
            exchange.wake();
        }
    }

    /** Somebody may have room: those who wait here are woken once, at the end of this turn of the loop. Any thread. */
    private void ring() {
        if (!rung.compareAndSet(false, true)) {
            return;
        }
        try {
            loop.execute(this::answerBell);
        } catch (RejectedExecutionException e) {
            rung.set(false); // The loop has ended, and with it who waited.
        }
    }

    private void answerBell() {
        rung.set(false);
        wake();
    }

    void tick() {
        long now = nowNanos();
        wake();
        long nowMillis = nowMillis();
        for (Exchange exchange : new ArrayList<>(active)) {
            exchange.tick(now, nowMillis);
        }
        if (++ticks % TICKS_OF_A_SWEEP == 0) {
            sweep(now);
        }
    }

    private void sweep(long now) {
        renew();
        pool.sweep(now);
        HttpConfig config = config();
        long bodyNanos = TimeUnit.MILLISECONDS.toNanos(config.bodyTimeoutMillis());
        long idleNanos = TimeUnit.MILLISECONDS.toNanos(config.clientIdleMillis());
        for (ClientConnection client : new ArrayList<>(clients)) {
            client.tick(now, bodyNanos, idleNanos);
        }
    }

    boolean isDraining() {
        return draining;
    }

    /** From now on each answer is the last of its connection. */
    void drain() {
        draining = true;
    }

    int fresh() {
        return (int) clients.stream().filter(ClientConnection::isFresh).count();
    }

    /** Idle clients are let go. */
    void closeIdle() {
        new ArrayList<>(clients).forEach(ClientConnection::closeIfIdle);
    }

    /** Ends what has not ended in time. */
    void cut() {
        new ArrayList<>(active).forEach(Exchange::shutDown);
        new ArrayList<>(clients).forEach(ClientConnection::close);
        pool.close();
    }
}
