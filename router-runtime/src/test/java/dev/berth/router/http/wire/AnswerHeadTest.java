package dev.berth.router.http.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerHeadTest {
    private static AnswerHead head(String text) throws MalformedHttpException {
        return AnswerHead.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void endToEndFieldsGoToTheClientAndTheOthersDoNot() throws Exception {
        AnswerHead head = head(String.join(
                "\r\n",
                "HTTP/1.1 200 Fine, thanks",
                "connection: close, x-hop",
                "x-hop: 1",
                "date: one",
                "Date: two",
                "server: uvicorn",
                "content-length: 5",
                "x-request-id: the pod's",
                "x-berth-pod: liar",
                "endpoint-load-metrics: TEXT a=1",
                "X-Kept:\tyes",
                "",
                ""));
        ByteBuf out = Unpooled.buffer();
        head.copyTo(out);
        assertThat(out.toString(StandardCharsets.ISO_8859_1))
                .isEqualTo("HTTP/1.1 200 Fine, thanks\r\ndate: one\r\nserver: uvicorn\r\nX-Kept:\tyes\r\n");
        assertThat(head.keepsAlive()).isFalse();
        assertThat(head.contentLength()).isEqualTo(5);
        assertThat(head.load()).isEqualTo("TEXT a=1");
        assertThat(head.hasDate()).isTrue();
    }

    @Test
    void aStreamIsKnownByItsType() throws Exception {
        assertThat(head("HTTP/1.1 200\r\nContent-Type: Text/Event-Stream; charset=utf-8\r\n\r\n")
                        .isEventStream())
                .isTrue();
        assertThat(head("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
                        .isEventStream())
                .isFalse();
    }

    @Test
    void howItsBodyEnds() throws Exception {
        assertThat(head("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
                        .framing()
                        .isChunked())
                .isTrue();
        assertThat(head("HTTP/1.1 200 OK\r\n\r\n").framing().endsWithConnection())
                .isTrue();
        assertThat(head("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
                        .framing()
                        .isEnded())
                .isTrue();
        assertThat(head("HTTP/1.1 204 No Content\r\n\r\n").framing().isEnded()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not http at all\r\n\r\n",
                "HTTP/2 200 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 099 OK\r\n\r\n",
                "HTTP/1.1 700 OK\r\n\r\n",
                "HTTP/1.1 200 OK\nx: 1\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nbad line\r\n\r\n",
                "\r\n\r\n"
            })
    void garbageIsNotAnAnswer(String text) {
        assertThatThrownBy(() -> head(text)).as(text).isInstanceOf(MalformedHttpException.class);
    }
}
