package dev.berth.evaluation.replay;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Loads what the first request needs before second 0: a JVM takes some tenths of a second to load the classes of its first
 * exchange, which would be the first request's lag. The exchange is a {@code GET /v1/models}, which asks no pod.
 */
final class WarmUp {
    private static final long LONGEST_SECONDS = 2;

    private WarmUp() {}

    /** Returns when done or after two seconds; whether the router answered is the replay's business. */
    static void run(ReplayPlan plan, URI router, RequestJudge judge, EventLoop loop) throws InterruptedException {
        if (!plan.requests().isEmpty()) {
            ReplayRequest first = plan.requests().get(0);
            new ChatBody(plan.systemPromptTokens())
                    .write(first, UnpooledByteBufAllocator.DEFAULT)
                    .release();
            Exchange exchange = new Exchange(first, first.atSeconds());
            exchange.head(200, "", true);
            byte[] done = {'d', 'a', 't', 'a', ':', '[', 'D', 'O', 'N', 'E', ']', '\n'};
            exchange.bytes(done, 0, done.length, first.atSeconds());
            judge.judge(exchange.result());
        }
        CountDownLatch answered = new CountDownLatch(1);
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpClientCodec(), new Answer(router.getAuthority(), answered));
                    }
                })
                .connect(router.getHost(), Connections.portOf(router))
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        answered.countDown();
                    }
                });
        answered.await(LONGEST_SECONDS, TimeUnit.SECONDS);
    }

    private static final class Answer extends SimpleChannelInboundHandler<HttpObject> {
        private final String host;
        private final CountDownLatch answered;

        Answer(String host, CountDownLatch answered) {
            this.host = host;
            this.answered = answered;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            DefaultFullHttpRequest get = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/v1/models");
            get.headers().set(HttpHeaderNames.HOST, host);
            ctx.writeAndFlush(get);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
            if (message instanceof LastHttpContent) {
                ctx.close();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            answered.countDown();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
