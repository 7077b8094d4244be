package dev.berth.router.http;

import dev.berth.router.http.wire.Ascii;
import dev.berth.router.log.CauseLog;
import dev.berth.router.table.ViewPod;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks each pod of the table for its health, those with requests or in doubt often and the others now and then. One
 * connection to a pod, kept; all on one event loop. What the answers mean is {@link dev.berth.router.table.PodHealth}'s.
 */
final class PodProbes implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PodProbes.class);
    private static final int STEPS = 8;

    private final Bootstrap bootstrap;
    private final Deps deps;
    private final CauseLog causes;
    private final EventLoop loop;
    private final Map<InetSocketAddress, PodProbe> probes = new HashMap<>();
    private ScheduledFuture<?> next;
    private long expectedNanos;
    private boolean closed;

    PodProbes(Bootstrap bootstrap, Deps deps) {
        this.bootstrap = bootstrap;
        this.deps = deps;
        this.causes = new CauseLog(log, deps.clockMillis());
        this.loop = (EventLoop) bootstrap.config().group();
        loop.execute(this::turn);
    }

    private ProbeConfig config() {
        return deps.settings().get().http().probes();
    }

    private void turn() {
        if (closed) {
            return;
        }
        ProbeConfig config = config();
        long now = deps.nanoClock().getAsLong();
        // If this loop itself stood still, answers may have come that nobody has read.
        boolean late = expectedNanos != 0
                && now - expectedNanos > TimeUnit.MILLISECONDS.toNanos(Math.max(100, config.timeoutMillis() / 2));
        if (!config.path().isEmpty()) {
            probeAll(config, now, late);
        }
        long step = Math.max(5, config.periodMillis() / STEPS);
        expectedNanos = now + TimeUnit.MILLISECONDS.toNanos(step);
        try {
            next = loop.schedule(this::turn, step, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            closed = true;
        }
    }

    private void probeAll(ProbeConfig config, long now, boolean late) {
        Set<InetSocketAddress> seen = new HashSet<>();
        for (ViewPod pod : deps.tables().view().pods()) {
            seen.add(pod.address());
            probes.computeIfAbsent(pod.address(), this::probe).turn(pod, config, now, late);
        }
        probes.entrySet().removeIf(entry -> {
            boolean gone = !seen.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
    }

    private PodProbe probe(InetSocketAddress address) {
        return new PodProbe(bootstrap, address, this::told, deps.clockMillis());
    }

    private void told(ViewPod pod, boolean down) {
        if (down) {
            deps.metrics().podDown();
            causes.warn(
                    "pod is down, it does not answer probes pod={}", pod.pod().id());
        } else {
            log.info("pod answers probes again pod={}", pod.pod().id());
        }
    }

    /** The request line and head of a probe. */
    static byte[] request(ProbeConfig config, InetSocketAddress address) {
        return Ascii.bytes("GET " + config.path() + " HTTP/1.1\r\nhost: " + address.getHostString() + ":"
                + address.getPort() + "\r\nuser-agent: berth-router\r\n\r\n");
    }

    @Override
    public void close() {
        try {
            loop.execute(() -> {
                closed = true;
                if (next != null) {
                    next.cancel(false);
                }
                probes.values().forEach(PodProbe::close);
                probes.clear();
            });
        } catch (RejectedExecutionException e) {
            log.debug("probes end with their loop");
        }
    }
}
