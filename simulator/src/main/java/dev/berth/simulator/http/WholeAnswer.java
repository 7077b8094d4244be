package dev.berth.simulator.http;

import dev.berth.simulator.engine.Sequence;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** Answers once, when all tokens are there. */
final class WholeAnswer implements TokenSink {
    private final Exchange exchange;
    private final Answer answer;
    private final Runnable beforeAnswer;

    /** @param beforeAnswer may add headers that tell the state of the engine at that time */
    WholeAnswer(Exchange exchange, Answer answer, Runnable beforeAnswer) {
        this.exchange = exchange;
        this.answer = answer;
        this.beforeAnswer = beforeAnswer;
    }

    @Override
    public void token(Sequence sequence) {
        // told with the others
    }

    @Override
    public void finished(Sequence sequence) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < answer.tokens(); i++) {
            text.append(answer.word(i));
        }
        beforeAnswer.run();
        String body = answer.form().whole(text.toString(), answer.finishReason(), answer.usage(sequence));
        exchange.answer(HttpResponseStatus.OK, Exchange.JSON, body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void flush() {
        // one answer is sent at once
    }

    @Override
    public void failed(String why) {
        exchange.error(ApiException.internal(why));
    }
}
