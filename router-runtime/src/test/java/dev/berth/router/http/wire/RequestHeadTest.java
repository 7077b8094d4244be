package dev.berth.router.http.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {
    private static RequestHead head(String text) throws MalformedHttpException {
        return RequestHead.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private static String towardsPod(RequestHead head, String tenant, String authorization) {
        ByteBuf out = Unpooled.buffer();
        head.writeTowardsPod(out, Ascii.bytes("pod:1"), 7, "id-1", tenant, Ascii.bytes(authorization));
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aPlainRequestIsRead() throws Exception {
        RequestHead head =
                head("POST /v1/x?a=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 12\r\nX-Request-Id:  abc \r\n\r\n");
        assertThat(head.method()).isEqualTo("POST");
        assertThat(head.target()).isEqualTo("/v1/x?a=1");
        assertThat(head.bodyLength()).isEqualTo(12);
        assertThat(head.keepsAlive()).isTrue();
        assertThat(head.header(HeaderKind.REQUEST_ID)).isEqualTo("abc");
        assertThat(head.header(HeaderKind.TENANT)).isNull();
    }

    @Test
    void onlyEndToEndFieldsGoToAPod() throws Exception {
        RequestHead head = head(lines(
                "POST /v1/x HTTP/1.1",
                "host: router",
                "connection: keep-alive, X-Hop",
                "x-hop: 1",
                "keep-alive: timeout=5",
                "te: trailers",
                "upgrade: h2c",
                "content-length: 7",
                "expect: 100-continue",
                "accept-encoding: gzip",
                "authorization: Bearer client-secret",
                "proxy-authorization: Basic x",
                "routing-strategy: random",
                "traceparent: 00-1",
                "traceparent: 00-2",
                "user: ann",
                "X-Other: \u00e4"));
        assertThat(towardsPod(head, "ann", ""))
                .isEqualTo(lines(
                        "POST /v1/x HTTP/1.1",
                        "traceparent: 00-1",
                        "X-Other: \u00e4",
                        "host: pod:1",
                        "content-length: 7",
                        "x-request-id: id-1",
                        "user: ann",
                        "endpoint-load-metrics-format: TEXT"));
    }

    @Test
    void thePodsOwnKeyTakesThePlaceOfTheClients() throws Exception {
        RequestHead head = head("POST / HTTP/1.1\r\nhost: h\r\nAuthorization: Bearer mine\r\n\r\n");
        assertThat(towardsPod(head, "", "authorization: Bearer pod-key\r\n"))
                .contains("authorization: Bearer pod-key\r\n")
                .doesNotContain("mine");
    }

    @Test
    void nobodyCanHaveTheFramingRemoved() throws Exception {
        RequestHead head =
                head("POST / HTTP/1.1\r\nhost: h\r\nconnection: content-length, host\r\ncontent-length: 3\r\n\r\n");
        assertThat(head.bodyLength()).isEqualTo(3);
        assertThat(towardsPod(head, "", "")).contains("host: pod:1\r\ncontent-length: 7\r\n");
    }

    @Test
    void whetherTheConnectionLivesOn() throws Exception {
        assertThat(head("GET / HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n")
                        .keepsAlive())
                .isFalse();
        assertThat(head("GET / HTTP/1.0\r\n\r\n").keepsAlive()).isFalse();
        assertThat(head("GET / HTTP/1.0\r\nconnection: Keep-Alive\r\n\r\n").keepsAlive())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 3\r\ncontent-length: 3\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 3, 3\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: +3\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: -1\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 0x3\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\r\ncontent-length:\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 9999999999999999\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked, identity\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: xchunked\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n",
                "POST / HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\r\ncontent-length : 3\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\r\nx: 1\r\n folded\r\n\r\n",
                "POST / HTTP/1.1\r\n folded: 1\r\nhost: h\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\nx: 1\r\n\r\n",
                "POST / HTTP/1.1\nhost: h\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\r\nx: a\rb\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\r\nx: a\u0000b\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\r\n: empty\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\r\nno colon\r\n\r\n",
                "POST / HTTP/1.1\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
                "POST  / HTTP/1.1\r\nhost: h\r\n\r\n",
                "POST / HTTP/1.1 \r\nhost: h\r\n\r\n",
                "POST / HTTP/2.0\r\nhost: h\r\n\r\n",
                "POST / HTTP/1.2\r\nhost: h\r\n\r\n",
                "POST /\u00e4 HTTP/1.1\r\nhost: h\r\n\r\n",
                "POST\t/ HTTP/1.1\r\nhost: h\r\n\r\n",
                "P(ST / HTTP/1.1\r\nhost: h\r\n\r\n",
                "HELLO\r\n\r\n",
                "\r\n\r\n"
            })
    void whatTwoReadersMightReadDifferentlyIsNotRead(String text) {
        assertThatThrownBy(() -> head(text)).as(text).isInstanceOf(MalformedHttpException.class);
    }
}
