package dev.berth.router.pick;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrefixBlocksTest {
    private static final String SYSTEM = "You are a careful assistant. ".repeat(160);

    private static PrefixBlocks of(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return PrefixBlocks.ofBody(bytes, bytes.length, 4);
    }

    private static String chat(String before, String turns) {
        return "{" + before + "\"messages\":[{\"role\":\"system\",\"content\":\"" + SYSTEM + "\"}" + turns
                + "],\"stream\":true}";
    }

    private static int shared(PrefixBlocks one, PrefixBlocks other) {
        int blocks = 0;
        while (blocks < Math.min(one.count(), other.count()) && one.hash(blocks) == other.hash(blocks)) {
            blocks++;
        }
        return blocks;
    }

    @Test
    void theNextTurnOfAConversationRepeatsItsBlocks() {
        PrefixBlocks first = of(chat("", ",{\"role\":\"user\",\"content\":\"hi\"}"));
        PrefixBlocks second = of(chat("", ",{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"assistant\"}" + SYSTEM));
        assertThat(first.count()).isEqualTo(4);
        assertThat(shared(first, second)).isEqualTo(4);
        assertThat(second.count()).isGreaterThan(first.count());
    }

    @Test
    void whatStandsBeforeThePromptDoesNotMatter() {
        PrefixBlocks one = of(chat("\"model\":\"sql\",\"max_tokens\":16,", ""));
        PrefixBlocks other = of(chat("\"max_tokens\":2048,\"model\":\"sql\",\"temperature\":0.7,", ""));
        assertThat(shared(one, other)).isEqualTo(one.count()).isPositive();
        String text = "{\"model\":\"m\",\"prompt\":\"" + SYSTEM + "\"}";
        String later = "{\"model\":\"m\",\"n\":1,\"prompt\":\"" + SYSTEM + "\"}";
        assertThat(shared(of(text), of(later))).isEqualTo(of(text).count()).isPositive();
    }

    @Test
    void aChangeInABlockChangesItAndAllThatFollow() {
        PrefixBlocks one = of(chat("", ""));
        PrefixBlocks other = of(chat("", "").replaceFirst("careful", "careless"));
        assertThat(shared(one, other)).isZero();
        assertThat(other.hash(2)).isNotEqualTo(one.hash(2));
    }

    @Test
    void blocksStandForTokens() {
        assertThat(of(chat("", "")).tokens(3)).isEqualTo(768); // 3 * 1,024 bytes at 4 a token
        assertThat(PrefixBlocks.NONE.tokens(0)).isZero();
    }

    @Test
    void aShortBodyHasNone() {
        assertThat(of("{}").count()).isZero();
    }

    @Test
    void aHugeBodyIsHashedAtItsHeadOnly() {
        assertThat(of("x".repeat(1 << 20)).count()).isEqualTo(256);
    }
}
