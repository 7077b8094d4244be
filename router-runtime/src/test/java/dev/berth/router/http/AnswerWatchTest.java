package dev.berth.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AnswerWatchTest {
    private final AnswerWatch watch = new AnswerWatch(new byte[AnswerWatch.ARRAY_BYTES]);

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    @Test
    void readsTheUsageOfAWholeAnswer() {
        saw(
                watch,
                bytes(
                        "{\"choices\":[{\"text\":\"a \\\"usage\\\": {\\\"prompt_tokens\\\":1}\"}],\"usage\":{\"prompt_tokens\":12,"
                                + "\"total_tokens\":34,\"completion_tokens\":22,\"prompt_tokens_details\":{\"cached_tokens\":8}},"
                                + "\"prompt_logprobs\":null}"),
                false);
        assertThat(watch.usage()).isEqualTo(new AnswerWatch.Usage(12, 22, 8));
    }

    @Test
    void readsTheUsageAtTheEndOfAStream() {
        saw(watch, bytes("data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}],\"usage\":null}\n\n"), true);
        saw(watch, bytes("data: {\"choices\":[],\"usage\": {\"prompt_tokens\":5,\"completion_tokens\":2}}\n\n"), true);
        saw(watch, bytes("data: [DONE]\n\n"), true);
        assertThat(watch.usage()).isEqualTo(new AnswerWatch.Usage(5, 2, -1));
        assertThat(watch.events()).isEqualTo(3);
        assertThat(watch.endsInError()).isFalse();
    }

    @Test
    void tellsAStreamThatEndsInAnError() {
        saw(
                watch,
                bytes(
                        "data: {\"choices\":[]}\n\ndata: {\"error\":{\"message\":\"out of memory\"}}\n\ndata: [DONE]\n\n"),
                true);
        assertThat(watch.endsInError()).isTrue();
    }

    @Test
    void saysNothingWhenTheEngineSaidNothing() {
        saw(watch, bytes("{\"choices\":[]}"), false);
        assertThat(watch.usage()).isNull();
        assertThat(new AnswerWatch(new byte[AnswerWatch.ARRAY_BYTES]).usage()).isNull();
    }

    @Test
    void aUsageThatIsCutOffIsNoUsage() {
        saw(watch, bytes("{\"usage\":{\"prompt_tokens\":12,\"comple"), false);
        assertThat(watch.usage()).isNull();
    }

    @Test
    void aBytesReaderIndexIsLeftAlone() {
        ByteBuf chunk = bytes("data: x\n\n");
        saw(watch, chunk, true);
        assertThat(chunk.readerIndex()).isZero();
        assertThat(chunk.readableBytes()).isEqualTo(9);
    }

    @Property
    void theUsageIsFoundHoweverTheStreamIsCutAndHoweverLongItWas(
            @ForAll @IntRange(min = 1, max = 9_000) int piece, @ForAll @IntRange(max = 40_000) int before) {
        AnswerWatch any = new AnswerWatch(new byte[AnswerWatch.ARRAY_BYTES]);
        String answer = "data: {\"x\":\"" + "y".repeat(before) + "\"}\n\n"
                + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":512,\"completion_tokens\":64}}\n\ndata: [DONE]\n\n";
        for (int at = 0; at < answer.length(); at += piece) {
            saw(any, bytes(answer.substring(at, Math.min(answer.length(), at + piece))), true);
        }
        assertThat(any.usage()).isEqualTo(new AnswerWatch.Usage(512, 64, -1));
        assertThat(any.events()).isEqualTo(3);
        assertThat(any.bytes()).isEqualTo(answer.length());
    }

    private static void saw(AnswerWatch watch, ByteBuf bytes, boolean countEvents) {
        watch.saw(bytes, bytes.readerIndex(), bytes.readableBytes(), countEvents);
    }
}
