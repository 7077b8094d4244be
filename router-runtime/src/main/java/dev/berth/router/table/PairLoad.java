package dev.berth.router.table;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.router.pick.LiveLoad;
import dev.berth.router.pick.PrefixBlocks;
import dev.berth.router.pick.RequestFacts;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * What one model has in flight on one pod incarnation. Outlives tables: a request that a former table sent there is counted
 * until it ends. Event loops write, anyone reads; no lock.
 */
public final class PairLoad implements LiveLoad {
    private static final AtomicIntegerFieldUpdater<PairLoad> IN_FLIGHT =
            AtomicIntegerFieldUpdater.newUpdater(PairLoad.class, "inFlight");
    private static final AtomicIntegerFieldUpdater<PairLoad> RUNNING =
            AtomicIntegerFieldUpdater.newUpdater(PairLoad.class, "running");
    private static final AtomicLongFieldUpdater<PairLoad> RECENT =
            AtomicLongFieldUpdater.newUpdater(PairLoad.class, "recent");

    private final String model;
    private final boolean adapter;
    private final PodIncarnation pod;
    private final PodLoad onPod;
    private final Runnable onDrained;
    private final long prefixSalt;
    private volatile int inFlight;
    private volatile int running;
    /** By {@link RecentShare}. */
    private volatile long recent;

    /** The pod's activations when this model was last active there, or was registered. */
    private volatile int activeAt;

    private volatile boolean routed = true;
    /** Requests that other routers have there. */
    private volatile int elsewhere;

    PairLoad(String model, boolean adapter, PodIncarnation pod, PodLoad onPod, Runnable onDrained) {
        this.model = model;
        this.adapter = adapter;
        this.pod = pod;
        this.onPod = onPod;
        this.onDrained = onDrained;
        this.prefixSalt = PrefixBlocks.mix(model.hashCode() * 0x9E3779B97F4A7C15L + model.length());
        this.activeAt = onPod.activations();
    }

    /**
     * The pod was picked for a request. Its prefix, if it has one, is taken as cached there from now on.
     *
     * @param profile of the pod's deployment, null if there is none
     */
    public Booking book(RequestFacts request, LatencyProfile profile) {
        Booking booking = new Booking(this, request, profile);
        if (IN_FLIGHT.getAndIncrement(this) == 0 && adapter) {
            onPod.adapterBecomesActive();
        }
        onPod.begins(booking);
        RECENT.updateAndGet(this, state -> RecentShare.picked(state, request.sequence()));
        if (request.prefix().count() > 0) {
            remember(request.prefix(), profile);
        }
        return booking;
    }

    private void remember(PrefixBlocks prefix, LatencyProfile profile) {
        long kvTokens = profile == null ? 0 : profile.engine().limits().kvTokens();
        onPod.prefixes(Math.round(kvTokens / prefix.tokensPerBlock())).sent(prefix, prefixSalt);
    }

    void answering(Booking booking) {
        RUNNING.incrementAndGet(this);
        onPod.noLongerWaiting(booking);
    }

    void ended(Booking booking, boolean wasAnswering) {
        if (wasAnswering) {
            RUNNING.decrementAndGet(this);
        } else {
            onPod.noLongerWaiting(booking);
        }
        onPod.ends(booking);
        if (IN_FLIGHT.decrementAndGet(this) > 0) {
            return;
        }
        if (adapter) {
            onPod.adapterBecomesIdle();
            activeAt = onPod.activations();
        }
        if (!routed) {
            onDrained.run();
        }
    }

    void elsewhere(int requests) {
        elsewhere = requests;
    }

    public int elsewhere() {
        return elsewhere;
    }

    /** Whether other routers alone keep the adapter active there. */
    boolean isActiveElsewhereOnly() {
        return adapter && elsewhere > 0 && inFlight == 0;
    }

    /** Requests of this router. */
    public int ownInFlight() {
        return inFlight;
    }

    /** What the pod has by all that is known. */
    public PodLoad onPod() {
        return onPod;
    }

    void routed(boolean byCurrentTable) {
        routed = byCurrentTable;
    }

    boolean isRouted() {
        return routed;
    }

    public String model() {
        return model;
    }

    public PodIncarnation pod() {
        return pod;
    }

    @Override
    public int podInFlight() {
        return onPod.known();
    }

    @Override
    public int podWaiting() {
        return onPod.waiting();
    }

    @Override
    public int modelInFlight() {
        return inFlight + elsewhere;
    }

    @Override
    public int modelRunning() {
        return running + elsewhere;
    }

    @Override
    public int activeAdapters() {
        return onPod.activeAdapters();
    }

    @Override
    public double podLoad() {
        return onPod.load();
    }

    @Override
    public long waitingPromptTokens() {
        return onPod.waitingPromptTokens();
    }

    @Override
    public long podPromptTokens() {
        return onPod.promptTokens();
    }

    @Override
    public long podOutputTokens() {
        return onPod.outputTokens();
    }

    @Override
    public long podContextTokens() {
        return onPod.contextTokens();
    }

    @Override
    public double podTokenRateOwed() {
        return onPod.tokenRateOwed();
    }

    @Override
    public int activationsSince() {
        return modelInFlight() > 0 ? 0 : onPod.activations() - activeAt;
    }

    @Override
    public double recentShare(long sequence) {
        return RecentShare.at(recent, sequence);
    }

    @Override
    public int cachedBlocks(PrefixBlocks prefix) {
        PrefixIndex index = onPod.prefixes();
        return index == null ? 0 : index.cached(prefix, prefixSalt);
    }
}
