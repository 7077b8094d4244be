package dev.berth.router.table;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.router.pick.LiveLoad;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one model has in flight on one pod incarnation. Outlives tables: a request that a former table sent there is counted
 * until it ends. Event loops write, anyone reads; no lock.
 */
public final class PairLoad implements LiveLoad {
    private final String model;
    private final boolean adapter;
    private final PodIncarnation pod;
    private final PodLoad onPod;
    private final Runnable onDrained;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean routed = true;

    PairLoad(String model, boolean adapter, PodIncarnation pod, PodLoad onPod, Runnable onDrained) {
        this.model = model;
        this.adapter = adapter;
        this.pod = pod;
        this.onPod = onPod;
        this.onDrained = onDrained;
    }

    /**
     * The pod was picked for a request.
     *
     * @param share of the pod that the request will hold
     * @return what {@link #ended} must be told
     */
    public long begun(double share) {
        long units = Math.round(share * PodLoad.UNITS);
        if (inFlight.getAndIncrement() == 0 && adapter) {
            onPod.activeAdapters.incrementAndGet();
        }
        onPod.inFlight.incrementAndGet();
        onPod.loadUnits.addAndGet(units);
        return units;
    }

    /** The request's answer has begun. */
    public void answering() {
        running.incrementAndGet();
    }

    /** The pod no longer has the request. */
    public void ended(long units, boolean wasAnswering) {
        if (wasAnswering) {
            running.decrementAndGet();
        }
        onPod.loadUnits.addAndGet(-units);
        onPod.inFlight.decrementAndGet();
        if (inFlight.decrementAndGet() > 0) {
            return;
        }
        if (adapter) {
            onPod.activeAdapters.decrementAndGet();
        }
        if (!routed) {
            onDrained.run();
        }
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
        return onPod.inFlight.get();
    }

    @Override
    public int modelInFlight() {
        return inFlight.get();
    }

    @Override
    public int modelRunning() {
        return running.get();
    }

    @Override
    public int activeAdapters() {
        return onPod.activeAdapters.get();
    }

    @Override
    public double podLoad() {
        return onPod.load();
    }
}
