package dev.berth.evaluation.replay;

import dev.berth.domain.slo.Outcome;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * Keep-alive connections to the router, each with one exchange at a time and as many as are needed. All on one event loop.
 *
 * <p>A server may close an idle connection just when a request is written to it. As HTTP clients do, a request that was
 * written to a used connection and got no byte of an answer is sent once more, on a new connection.
 */
final class Connections {
    private static final String PATH = "/v1/chat/completions";

    private final Bootstrap bootstrap;
    private final URI router;
    private final ReplayOptions options;
    private final ChatBody bodies;
    private final DoubleSupplier seconds;
    private final Consumer<Exchange> onEnd;
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    private final Set<Connection> open = new HashSet<>();
    private byte[] scratch = new byte[8192];

    /**
     * @param seconds now, from the start of the replay
     * @param onEnd called once for each exchange, after its result stands
     */
    Connections(
            EventLoop loop,
            URI router,
            ReplayOptions options,
            ChatBody bodies,
            DoubleSupplier seconds,
            Consumer<Exchange> onEnd) {
        this.router = router;
        this.options = options;
        this.bodies = bodies;
        this.seconds = seconds;
        this.onEnd = onEnd;
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        options.connectTimeout().toMillis())
                .remoteAddress(new InetSocketAddress(router.getHost(), portOf(router)));
    }

    static int portOf(URI router) {
        return router.getPort() < 0 ? 80 : router.getPort();
    }

    void send(Exchange exchange) {
        Connection used = idle.pollLast();
        if (used != null) {
            used.begin(exchange);
        } else {
            connect(exchange);
        }
    }

    /** Ends the exchange, if it hasn't ended, and drops its connection. */
    void giveUp(Exchange exchange, Outcome outcome, String error) {
        if (exchange.result() != null) {
            return;
        }
        exchange.end(outcome, error, seconds.getAsDouble());
        for (Connection connection : open) {
            if (connection.exchange == exchange) {
                connection.channel.close();
                break;
            }
        }
        onEnd.accept(exchange);
    }

    private void connect(Exchange exchange) {
        Connection connection = new Connection();
        bootstrap
                .clone()
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connection.channel = channel;
                        HttpDecoderConfig decoder = new HttpDecoderConfig().setMaxChunkSize(64 * 1024);
                        channel.pipeline().addLast(new HttpClientCodec(decoder, false, false), connection);
                    }
                })
                .connect()
                .addListener(connected -> {
                    if (connected.isSuccess()) {
                        open.add(connection);
                        connection.begin(exchange);
                    } else {
                        giveUp(exchange, Outcome.FAILED, "no connection to the router: " + cause(connected.cause()));
                    }
                });
    }

    private static String cause(Throwable problem) {
        return problem.getMessage() == null ? problem.getClass().getSimpleName() : problem.getMessage();
    }

    private FullHttpRequest requestFor(ReplayRequest request, Channel channel) {
        ByteBuf body = bodies.write(request, channel.alloc());
        FullHttpRequest http = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, PATH, body);
        HttpHeaders headers = http.headers();
        headers.set(HttpHeaderNames.HOST, router.getHost() + ":" + portOf(router));
        headers.set(HttpHeaderNames.CONTENT_TYPE, "application/json");
        headers.set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        headers.set("X-Request-Id", request.id());
        if (!options.routingStrategy().isEmpty()) {
            headers.set("routing-strategy", options.routingStrategy());
        }
        return http;
    }

    private final class Connection extends SimpleChannelInboundHandler<HttpObject> {
        private Channel channel;
        private Exchange exchange;
        private boolean used;
        private boolean reused;
        private boolean keepAlive;

        void begin(Exchange next) {
            if (next.result() != null) {
                rest();
                return;
            }
            exchange = next;
            reused = used;
            used = true;
            channel.writeAndFlush(requestFor(next.request(), channel)).addListener(written -> {
                if (!written.isSuccess()) {
                    channel.close();
                }
            });
        }

        private void rest() {
            exchange = null;
            if (channel.isActive()) {
                idle.addLast(this);
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
            if (exchange == null) {
                ctx.close();
                return;
            }
            boolean ended = exchange.result() != null;
            if (message.decoderResult().isFailure()) {
                exchange.end(Outcome.FAILED, "the answer is not HTTP", seconds.getAsDouble());
                ctx.close();
            } else if (message instanceof HttpResponse head) {
                keepAlive = HttpUtil.isKeepAlive(head);
                exchange.head(
                        head.status().code(),
                        head.headers().get("x-berth-pod", ""),
                        head.headers().get(HttpHeaderNames.CONTENT_TYPE, "").startsWith("text/event-stream"));
            }
            if (message instanceof HttpContent content) {
                body(content.content());
            }
            if (message instanceof LastHttpContent) {
                exchange.complete(seconds.getAsDouble());
            }
            Exchange current = exchange;
            if (message instanceof LastHttpContent) {
                if (keepAlive) {
                    rest();
                } else {
                    ctx.close();
                }
            }
            if (!ended && current.result() != null) {
                onEnd.accept(current);
            }
        }

        private void body(ByteBuf bytes) {
            int length = bytes.readableBytes();
            if (length == 0) {
                return;
            }
            if (length > scratch.length) {
                scratch = new byte[Math.max(length, 2 * scratch.length)];
            }
            bytes.readBytes(scratch, 0, length);
            exchange.bytes(scratch, 0, length, seconds.getAsDouble());
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            idle.remove(this);
            open.remove(this);
            if (exchange == null || exchange.result() != null) {
                return;
            }
            Exchange broken = exchange;
            exchange = null;
            if (reused && !broken.hasAnswer()) {
                connect(broken);
            } else {
                giveUp(
                        broken,
                        Outcome.FAILED,
                        "the connection broke " + (broken.hasAnswer() ? "within" : "before") + " the answer");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
