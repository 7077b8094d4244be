package dev.berth.simulator.http;

import dev.berth.domain.json.Json;
import dev.berth.simulator.engine.Sequence;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Sends each token as it comes, as server-sent events. */
final class EventStream implements TokenSink {
    private final Exchange exchange;
    private final Answer answer;
    private final boolean includeUsage;
    private final boolean continuousUsage;

    EventStream(Exchange exchange, Answer answer, boolean includeUsage, boolean continuousUsage) {
        this.exchange = exchange;
        this.answer = answer;
        this.includeUsage = includeUsage;
        this.continuousUsage = includeUsage && continuousUsage;
    }

    @Override
    public void token(Sequence sequence) {
        int index = sequence.generatedTokens() - 1;
        String usage = continuousUsage ? answer.usage(sequence) : "";
        if (index == 0 && answer.form().hasRoleChunk()) {
            event(answer.form().roleChunk(usage));
        }
        String reason = index + 1 == answer.tokens() ? answer.finishReason() : null;
        event(answer.form().tokenChunk(answer.word(index), reason, usage));
    }

    @Override
    public void finished(Sequence sequence) {
        if (includeUsage) {
            event(answer.form().usageChunk(answer.usage(sequence)));
        }
        event("[DONE]");
        exchange.endStream();
    }

    @Override
    public void flush() {
        exchange.flush();
    }

    @Override
    public void failed(String why) {
        event(Json.write(ApiException.internal(why).body()));
        event("[DONE]");
        exchange.endStream();
    }

    private void event(String data) {
        ByteBuf piece = exchange.buffer();
        piece.writeCharSequence("data: ", StandardCharsets.US_ASCII);
        piece.writeCharSequence(data, StandardCharsets.UTF_8);
        piece.writeCharSequence("\n\n", StandardCharsets.US_ASCII);
        exchange.write(piece);
    }
}
