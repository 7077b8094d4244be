package dev.berth.evaluation.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.slo.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExchangeTest {
    private static Exchange sent(boolean stream) {
        return new Exchange(new ReplayRequest("r1", 1.0, "sql", 10, 3, stream, List.of()), 1.5);
    }

    private static void bytes(Exchange exchange, String text, double now) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.bytes(bytes, 0, bytes.length, now);
    }

    @Test
    void aStreamIsTimedFromWhenItWasDueAndFromWhenItWasSent() {
        Exchange exchange = sent(true);
        exchange.head(200, "pod-1", true);
        bytes(exchange, "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", 2.0);
        bytes(exchange, "data: {\"choices\":[{\"delta\":{\"content\":\"b\"}}]}\n\n", 2.4);
        bytes(exchange, "data: {\"choices\":[],\"usage\":{\"completion_tokens\":3}}\n\ndata: [DONE]\n\n", 3.0);

        RequestResult result = exchange.result();

        assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(result.pod()).isEqualTo("pod-1");
        assertThat(result.outputTokens()).isEqualTo(3);
        assertThat(result.lagSeconds()).isCloseTo(0.5, within(1e-12));
        assertThat(result.servedSinceScheduled().ttftSeconds()).isCloseTo(1.0, within(1e-12));
        assertThat(result.servedSinceSent().ttftSeconds()).isCloseTo(0.5, within(1e-12));
        assertThat(result.servedSinceScheduled().e2eSeconds()).isCloseTo(2.0, within(1e-12));
        assertThat(result.servedSinceScheduled().tpotSeconds()).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void anAnswerInOnePieceHasNoFirstToken() {
        Exchange exchange = sent(false);
        exchange.head(200, "pod-1", false);
        bytes(exchange, "{\"choices\":[{\"message\":{\"content\":\"abc\"}}],\"usage\":{\"completion_", 2.0);
        bytes(exchange, "tokens\":3}}", 2.5);
        exchange.complete(2.5);

        assertThat(exchange.result().completed()).isTrue();
        assertThat(exchange.result().outputTokens()).isEqualTo(3);
        assertThat(exchange.result().hasFirstToken()).isFalse();
        assertThat(exchange.result().endedAt()).isEqualTo(2.5);
    }

    @Test
    void aStreamWithoutItsEndHasFailed() {
        Exchange exchange = sent(true);
        exchange.head(200, "pod-1", true);
        bytes(exchange, "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", 2.0);
        exchange.complete(2.5);

        assertThat(exchange.result().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(exchange.result().error()).isEqualTo("the stream ended without [DONE]");
    }

    @Test
    void anErrorWithinAStreamHasFailedAndLaterNewsIsIgnored() {
        Exchange exchange = sent(true);
        exchange.head(200, "pod-1", true);
        bytes(exchange, "data: {\"error\":{\"message\":\"engine died\"}}\n\ndata: [DONE]\n\n", 2.0);
        RequestResult first = exchange.result();
        exchange.complete(3.0);
        exchange.end(Outcome.TIMED_OUT, "late", 60);

        assertThat(first.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(first.error()).isEqualTo("engine died");
        assertThat(exchange.result()).isSameAs(first);
    }

    @ParameterizedTest
    @CsvSource({
        "429, REJECTED",
        "503, REJECTED",
        "504, TIMED_OUT",
        "408, TIMED_OUT",
        "500, FAILED",
        "502, FAILED",
        "400, FAILED",
        "404, FAILED"
    })
    void aStatusTellsTheOutcomeAndNoneIsTheClientsMistake(int status, Outcome outcome) {
        Exchange exchange = sent(true);
        exchange.head(status, "", false);
        bytes(exchange, "{\"error\":{\"message\":\"no ready pod\",\"type\":\"x\"}}", 2.0);
        exchange.complete(2.0);

        assertThat(exchange.result().outcome()).isEqualTo(outcome);
        assertThat(exchange.result().error()).isEqualTo(status + " no ready pod");
        assertThat(exchange.result().status()).isEqualTo(status);
    }

    @Test
    void anAnswerThatShouldHaveBeenAStreamHasFailed() {
        Exchange exchange = sent(true);
        exchange.head(200, "", false);
        bytes(exchange, "{\"choices\":[]}", 2.0);
        exchange.complete(2.0);

        assertThat(exchange.result().outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void aBrokenConnectionKeepsWhatWasSeen() {
        Exchange exchange = sent(true);
        exchange.head(200, "pod-2", true);
        bytes(exchange, "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", 2.0);
        exchange.end(Outcome.FAILED, "the connection broke within the answer", 2.5);

        assertThat(exchange.result().firstTokenAt()).isEqualTo(2.0);
        assertThat(exchange.result().pod()).isEqualTo("pod-2");
    }
}
