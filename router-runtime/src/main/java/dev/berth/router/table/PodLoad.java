package dev.berth.router.table;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * What one pod incarnation has in flight, over all models. Its counts are fields and no objects of their own: a pick reads
 * most of them of each candidate, and in a large fleet each object is a wait for memory.
 */
public final class PodLoad {
    /** Fractions are kept in whole billionths, so that what was added is taken away exactly. */
    static final double UNITS = 1e9;

    private static final AtomicIntegerFieldUpdater<PodLoad> IN_FLIGHT = ints("inFlight");
    private static final AtomicIntegerFieldUpdater<PodLoad> WAITING = ints("waiting");
    private static final AtomicIntegerFieldUpdater<PodLoad> ACTIVE_ADAPTERS = ints("activeAdapters");
    private static final AtomicIntegerFieldUpdater<PodLoad> ACTIVATIONS = ints("activations");
    private static final AtomicLongFieldUpdater<PodLoad> LOAD_UNITS = longs("loadUnits");
    private static final AtomicLongFieldUpdater<PodLoad> WAITING_PROMPT_TOKENS = longs("waitingPromptTokens");
    private static final AtomicLongFieldUpdater<PodLoad> PROMPT_TOKENS = longs("promptTokens");
    private static final AtomicLongFieldUpdater<PodLoad> OUTPUT_TOKENS = longs("outputTokens");
    private static final AtomicLongFieldUpdater<PodLoad> CONTEXT_TOKENS = longs("contextTokens");
    private static final AtomicLongFieldUpdater<PodLoad> TOKEN_RATE_UNITS = longs("tokenRateUnits");

    private volatile int inFlight;
    private volatile int waiting;
    private volatile int activeAdapters;
    /** How often an adapter became active here, ever. */
    private volatile int activations;

    private volatile long loadUnits;
    private volatile long waitingPromptTokens;
    private volatile long promptTokens;
    private volatile long outputTokens;
    private volatile long contextTokens;
    private volatile long tokenRateUnits;

    /** Requests that other routers have here, as of their last reports. */
    volatile int elsewhere;
    /** Adapters that are active here by other routers alone. */
    volatile int adaptersElsewhere;
    /** Null if the engine said nothing of late. */
    private volatile EngineLoad engine;

    /** Null until a prefix was sent here. */
    private volatile PrefixIndex prefixes;

    private static AtomicIntegerFieldUpdater<PodLoad> ints(String field) {
        return AtomicIntegerFieldUpdater.newUpdater(PodLoad.class, field);
    }

    private static AtomicLongFieldUpdater<PodLoad> longs(String field) {
        return AtomicLongFieldUpdater.newUpdater(PodLoad.class, field);
    }

    /** A request comes. */
    void begins(Booking booking) {
        IN_FLIGHT.incrementAndGet(this);
        LOAD_UNITS.addAndGet(this, booking.shareUnits);
        TOKEN_RATE_UNITS.addAndGet(this, booking.tokenRateUnits);
        PROMPT_TOKENS.addAndGet(this, booking.promptTokens);
        OUTPUT_TOKENS.addAndGet(this, booking.outputTokens);
        CONTEXT_TOKENS.addAndGet(this, booking.contextTokens);
        if (booking.beginningIsSeen) {
            WAITING.incrementAndGet(this);
            WAITING_PROMPT_TOKENS.addAndGet(this, booking.promptTokens);
        }
    }

    /** Its answer begins, or it ends without one. */
    void noLongerWaiting(Booking booking) {
        if (booking.beginningIsSeen) {
            WAITING.decrementAndGet(this);
            WAITING_PROMPT_TOKENS.addAndGet(this, -booking.promptTokens);
        }
    }

    /** It ends. */
    void ends(Booking booking) {
        CONTEXT_TOKENS.addAndGet(this, -booking.contextTokens);
        OUTPUT_TOKENS.addAndGet(this, -booking.outputTokens);
        PROMPT_TOKENS.addAndGet(this, -booking.promptTokens);
        TOKEN_RATE_UNITS.addAndGet(this, -booking.tokenRateUnits);
        LOAD_UNITS.addAndGet(this, -booking.shareUnits);
        IN_FLIGHT.decrementAndGet(this);
    }

    void adapterBecomesActive() {
        ACTIVE_ADAPTERS.incrementAndGet(this);
        ACTIVATIONS.incrementAndGet(this);
    }

    void adapterBecomesIdle() {
        ACTIVE_ADAPTERS.decrementAndGet(this);
    }

    /** How often an adapter became active here, ever. */
    int activations() {
        return activations;
    }

    /** Adapters that are active here by all that is known. */
    int activeAdapters() {
        return activeAdapters + adaptersElsewhere;
    }

    int waiting() {
        return waiting;
    }

    long waitingPromptTokens() {
        return waitingPromptTokens;
    }

    long promptTokens() {
        return promptTokens;
    }

    long outputTokens() {
        return outputTokens;
    }

    long contextTokens() {
        return contextTokens;
    }

    /** Requests here by all that is known: this router's, the others', and what the engine says that it has queued. */
    int known() {
        EngineLoad said = engine;
        int counted = inFlight + elsewhere;
        return said == null ? counted : Math.max(counted, said.waiting());
    }

    /** The engine said how much it has to do. */
    public void said(EngineLoad load) {
        engine = load;
    }

    /** Null if the engine said nothing of late. */
    public EngineLoad engine() {
        return engine;
    }

    void forgetStale(long nowMillis) {
        EngineLoad said = engine;
        if (said != null && nowMillis - said.atMillis() > EngineLoad.FRESH_MILLIS) {
            engine = null;
        }
    }

    /** Requests that this router has there. */
    public int inFlight() {
        return inFlight;
    }

    /** The others' requests are taken to be like this router's. */
    double load() {
        int others = elsewhere;
        double own = loadUnits / UNITS;
        int count = others == 0 ? 0 : inFlight;
        return count <= 0 ? own : own * (count + others) / count;
    }

    double tokenRateOwed() {
        return tokenRateUnits / UNITS;
    }

    /** Null if none was ever kept. */
    PrefixIndex prefixes() {
        return prefixes;
    }

    /** @param blocks that the pod's KV cache holds; what counts is the first call's */
    PrefixIndex prefixes(long blocks) {
        PrefixIndex known = prefixes;
        return known != null ? known : made(blocks);
    }

    private synchronized PrefixIndex made(long blocks) {
        if (prefixes == null) {
            prefixes = new PrefixIndex(blocks);
        }
        return prefixes;
    }
}
