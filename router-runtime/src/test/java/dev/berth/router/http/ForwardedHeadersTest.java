package dev.berth.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;

class ForwardedHeadersTest {
    @Test
    void onlyEndToEndHeadersGoToAPod() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("connection", "keep-alive, x-hop")
                .add("x-hop", "1")
                .add("keep-alive", "timeout=5")
                .add("te", "trailers")
                .add("upgrade", "h2c")
                .add("transfer-encoding", "chunked")
                .add("expect", "100-continue")
                .add("accept-encoding", "gzip")
                .add("authorization", "Bearer client-secret")
                .add("proxy-authorization", "Basic x")
                .add("routing-strategy", "random")
                .add("traceparent", "00-1")
                .add("user", "ann");
        ForwardedHeaders.towardsPod(headers, "id-1", null);
        assertThat(headers.names()).containsExactlyInAnyOrder("traceparent", "user", "x-request-id");
    }

    @Test
    void thePodsOwnKeyTakesThePlaceOfTheClients() {
        HttpHeaders headers = new DefaultHttpHeaders().add("authorization", "Bearer client-secret");
        ForwardedHeaders.towardsPod(headers, "id-1", "Bearer pod-key");
        assertThat(headers.getAll("authorization")).containsExactly("Bearer pod-key");
    }

    @Test
    void theAnswerNamesItsPodAndRequest() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("connection", "close")
                .add("x-request-id", "the pod's own")
                .add("date", "Mon, 01 Jan 2024 00:00:00 GMT");
        ForwardedHeaders.towardsClient(headers, "id-1", "pod-3");
        assertThat(headers.getAll("x-request-id")).containsExactly("id-1");
        assertThat(headers.get("x-berth-pod")).isEqualTo("pod-3");
        assertThat(headers.getAll("date")).hasSize(1);
        assertThat(headers.contains("connection")).isFalse();
    }

    @Test
    void aRequestIdThatCantBeLoggedIsReplaced() {
        assertThat(ForwardedHeaders.requestIdOf(new DefaultHttpHeaders().add("x-request-id", "abc-1")))
                .isEqualTo("abc-1");
        assertThat(ForwardedHeaders.requestIdOf(new DefaultHttpHeaders())).isNull();
        assertThat(ForwardedHeaders.requestIdOf(new DefaultHttpHeaders().add("x-request-id", "a b")))
                .isNull();
        assertThat(ForwardedHeaders.requestIdOf(new DefaultHttpHeaders().add("x-request-id", "x".repeat(200))))
                .isNull();
    }
}
