package dev.berth.router.http;

import dev.berth.router.http.wire.AnswerHead;
import dev.berth.router.http.wire.BodyFraming;
import dev.berth.router.http.wire.MalformedHttpException;
import dev.berth.router.table.ViewPod;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Probes one pod, one probe at a time.
 *
 * <pre>
 *   IDLE --time to probe--> ASKED --any answer below 500--> IDLE (answered)
 *                             |  \--refused, broken, 5xx, no HTTP--> IDLE (failed)
 *                             +-----time is up--> IDLE (failed; the connection is left for a late answer)
 * </pre>
 *
 * An answer that comes late is a sign of life all the same: it takes back the failures before it. So a pod that is slow
 * because it is busy is not taken for a dead one as long as it answers within the time of all probes that may fail.
 */
final class PodProbe {
    /** Told when a pod goes down, or answers again. */
    @FunctionalInterface
    interface Told {
        void told(ViewPod pod, boolean down);
    }

    private static final int WINDOW = 1_024;

    private final Bootstrap bootstrap;
    private final InetSocketAddress address;
    private final Told told;
    private final LongSupplier clockMillis;
    private ViewPod pod;
    private ProbeConfig config;
    private Channel channel;
    /** Those whose answers are late, the oldest first; as many as probes may fail. */
    private final ArrayDeque<Channel> late = new ArrayDeque<>();

    private boolean asked;
    private long askedNanos;
    private long askedAtMillis;
    private int round;

    PodProbe(Bootstrap bootstrap, InetSocketAddress address, Told told, LongSupplier clockMillis) {
        this.bootstrap = bootstrap.clone();
        this.address = address;
        this.told = told;
        this.clockMillis = clockMillis;
    }

    /** @param stoodStill whether the loop did, so that running out of time says nothing */
    void turn(ViewPod nowPod, ProbeConfig nowConfig, long nowNanos, boolean stoodStill) {
        pod = nowPod;
        config = nowConfig;
        if (asked) {
            if (nowNanos - askedNanos > TimeUnit.MILLISECONDS.toNanos(config.timeoutMillis())) {
                runOut(stoodStill);
            }
            return;
        }
        boolean often = pod.load().inFlight() > 0 || pod.health().isInDoubt();
        int period = often ? config.periodMillis() : config.idlePeriodMillis();
        if (askedNanos == 0 || nowNanos - askedNanos >= TimeUnit.MILLISECONDS.toNanos(period)) {
            ask(nowNanos);
        }
    }

    private void runOut(boolean stoodStill) {
        Channel silent = channel;
        forget();
        if (silent != null) {
            late.addLast(silent);
            if (late.size() > config.failures()) {
                late.removeFirst().close();
            }
        }
        if (!stoodStill) {
            failed(true);
        }
    }

    private void ask(long nowNanos) {
        asked = true;
        askedNanos = nowNanos;
        askedAtMillis = clockMillis.getAsLong();
        int mine = ++round;
        if (channel != null && channel.isActive()) {
            send();
            return;
        }
        ChannelFuture connecting = bootstrap.handler(new Answers()).connect(address);
        connecting.addListener(done -> connected(mine, done.isSuccess() ? connecting.channel() : null));
    }

    private void connected(int ofRound, Channel connection) {
        if (ofRound != round || !asked) {
            if (connection != null) {
                connection.close();
            }
        } else if (connection == null) {
            forget();
            failed(false);
        } else {
            channel = connection;
            send();
        }
    }

    private void send() {
        channel.writeAndFlush(Unpooled.wrappedBuffer(PodProbes.request(config, address)), channel.voidPromise());
    }

    private void forget() {
        asked = false;
        channel = null;
    }

    private void answered() {
        boolean wasDown = pod.health().isDown();
        pod.health().probeAnswered();
        if (wasDown) {
            told.told(pod, false);
        }
    }

    private void failed(boolean ranOut) {
        if (pod.health().probeFailed(clockMillis.getAsLong(), askedAtMillis, ranOut, config.failures())) {
            told.told(pod, true);
        }
    }

    void close() {
        if (channel != null) {
            channel.close();
        }
        late.forEach(Channel::close);
        late.clear();
        forget();
        round++;
    }

    /** Reads the answers of one connection. */
    private final class Answers extends ChannelInboundHandlerAdapter implements BodyFraming.DataSink {
        private final HeadReader reader = new HeadReader(new byte[WINDOW]);
        private BodyFraming framing;
        private AnswerHead head;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            reader.add((ByteBuf) message);
            try {
                read(ctx);
            } catch (MalformedHttpException e) {
                ctx.close();
            }
        }

        private void read(ChannelHandlerContext ctx) throws MalformedHttpException {
            if (framing == null) {
                byte[] bytes = reader.head();
                if (bytes == null) {
                    return;
                }
                head = AnswerHead.of(bytes);
                framing = head.framing();
            }
            ByteBuf rest = reader.take();
            try {
                framing.follow(rest, this);
            } finally {
                rest.release();
            }
            if (framing.isEnded() || framing.endsWithConnection()) {
                ended(ctx);
            }
        }

        private void ended(ChannelHandlerContext ctx) {
            boolean good = head.status() < 500;
            boolean again = head.keepsAlive() && framing.isEnded();
            framing = null;
            if (late.remove(ctx.channel())) {
                again = false;
                if (good) {
                    answered();
                }
            } else if (channel == ctx.channel() && asked) {
                asked = false;
                if (good) {
                    answered();
                } else {
                    failed(false);
                }
            }
            if (!again) {
                ctx.close();
            }
        }

        @Override
        public void data(ByteBuf in, int from, int length) {
            // What a pod says of its health is in the status.
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            reader.release();
            late.remove(ctx.channel());
            if (channel != ctx.channel()) {
                return;
            }
            boolean waiting = asked;
            forget();
            if (waiting) {
                failed(false);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
