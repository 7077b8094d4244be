package dev.berth.evaluation.replay;

import com.sun.management.OperatingSystemMXBean;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a plan to a router. */
public final class Replay {
    private static final Logger log = LoggerFactory.getLogger(Replay.class);

    /** Requests end by their own timeouts; this is for the event loop itself being stuck. Seconds. */
    private static final double GRACE_SECONDS = 10;

    private Replay() {}

    /**
     * Blocks until every request ended. An interrupt ends it early: what is in flight is aborted, the rest not sent, and the
     * thread stays interrupted.
     *
     * @param router for example {@code http://127.0.0.1:8080}
     * @param progress called on this thread
     */
    public static ReplayResult run(
            ReplayPlan plan, URI router, ReplayOptions options, RequestJudge judge, Consumer<Progress> progress) {
        check(plan, router);
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("berth-replay", true), NioIoHandler.newFactory());
        try {
            EventLoop loop = group.next();
            warmUp(plan, router, judge, loop);
            long startedAtMillis = System.currentTimeMillis();
            LoadGenerator generator = new LoadGenerator(plan, router, options, judge, loop, System::nanoTime);
            CpuMeter cpu = new CpuMeter();
            log.info(
                    "replay started source={} requests={} router={}",
                    plan.source(),
                    plan.requests().size(),
                    router);
            generator.start();
            boolean interrupted = watch(plan, options, generator, loop, cpu, progress);
            List<RequestResult> results = onLoop(loop, generator::results);
            boolean complete = !onLoop(loop, generator::wasAborted);
            log.info("replay ended results={} complete={}", results.size(), complete);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return new ReplayResult(startedAtMillis, results, cpu.load(), complete);
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private static void warmUp(ReplayPlan plan, URI router, RequestJudge judge, EventLoop loop) {
        try {
            WarmUp.run(plan, router, judge, loop);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells progress until the end. True if it was interrupted. */
    private static boolean watch(
            ReplayPlan plan,
            ReplayOptions options,
            LoadGenerator generator,
            EventLoop loop,
            CpuMeter cpu,
            Consumer<Progress> progress) {
        double lastAt = plan.requests().isEmpty()
                ? 0
                : plan.requests().get(plan.requests().size() - 1).atSeconds();
        double bound = lastAt + options.requestTimeout().toMillis() / 1000.0 + GRACE_SECONDS;
        long deadline = System.nanoTime() + (long) (bound * 1e9);
        boolean aborting = false;
        boolean interrupted = false;
        while (true) {
            try {
                generator.finished().get(options.progressEvery().toMillis(), TimeUnit.MILLISECONDS);
                progress.accept(onLoop(loop, generator::progress));
                return interrupted;
            } catch (TimeoutException e) {
                cpu.sample();
                progress.accept(onLoop(loop, generator::progress));
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                throw new IllegalStateException("the load generator broke", e.getCause());
            }
            if (!aborting && (interrupted || System.nanoTime() > deadline)) {
                aborting = true;
                loop.execute(generator::abort);
            }
        }
    }

    /** Runs on the event loop, which alone may touch the generator; an interrupt is kept for later. */
    private static <T> T onLoop(EventLoop loop, Callable<T> question) {
        return loop.submit(question).syncUninterruptibly().getNow();
    }

    private static void check(ReplayPlan plan, URI router) {
        if (!"http".equals(router.getScheme()) || router.getHost() == null) {
            throw new IllegalArgumentException("a router is http://HOST:PORT, not " + router);
        }
        Set<String> ids = new HashSet<>();
        for (ReplayRequest request : plan.requests()) {
            if (!ids.add(request.id())) {
                throw new IllegalArgumentException("the plan has request id " + request.id() + " twice");
            }
        }
    }

    /** Samples how busy all cores are, this process' and others' work alike. */
    private static final class CpuMeter {
        private static final double SATURATED = 0.95;

        private final OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        private double sum;
        private int samples;
        private int saturated;

        void sample() {
            double load = machine.getCpuLoad();
            if (load >= 0) {
                sum += load;
                samples++;
                saturated += load > SATURATED ? 1 : 0;
            }
        }

        ReplayResult.MachineLoad load() {
            return samples == 0
                    ? ReplayResult.MachineLoad.UNKNOWN
                    : new ReplayResult.MachineLoad(sum / samples, (double) saturated / samples);
        }
    }
}
