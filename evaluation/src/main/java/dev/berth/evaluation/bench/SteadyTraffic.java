package dev.berth.evaluation.bench;

import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Requests in real time, of each model alike, and one crowd more when asked for. */
final class SteadyTraffic implements AutoCloseable {
    private static final long TICK_MILLIS = 5;

    private final RequestLog log;
    private final double perTick;
    private final Random random;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private String crowd;
    private long crowdSince;
    private double crowdPerSecond;
    private long crowdSent;

    private SteadyTraffic(RequestLog log, double perSecond, long seed) {
        this.log = log;
        this.perTick = perSecond * TICK_MILLIS / 1e3;
        this.random = new Random(seed + 1);
    }

    /** @param perModel requests a second of each */
    static SteadyTraffic start(String kafka, int models, double perModel, long seed) {
        SteadyTraffic traffic = new SteadyTraffic(new RequestLog(kafka, models, seed), models * perModel, seed);
        Future<?> unused = traffic.clock.scheduleAtFixedRate(traffic::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        return traffic;
    }

    private synchronized void tick() {
        long now = System.currentTimeMillis();
        log.beatUpTo(now);
        for (double left = perTick; random.nextDouble() < left; left--) {
            log.request(now);
        }
        while (crowd != null && crowdSent <= (now - crowdSince) / 1e3 * crowdPerSecond) {
            log.request(crowd, now);
            crowdSent++;
        }
    }

    /** A model that nobody asked for is asked for at that rate from now on. */
    synchronized void crowd(String model, double perSecond) {
        crowd = model;
        crowdPerSecond = perSecond;
        crowdSince = System.currentTimeMillis();
        crowdSent = 0;
    }

    synchronized void calm() {
        crowd = null;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        try {
            clock.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.close(System.currentTimeMillis());
    }
}
