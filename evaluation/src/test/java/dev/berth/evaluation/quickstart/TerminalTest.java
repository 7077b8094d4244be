package dev.berth.evaluation.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void whereNothingCanBeRedrawnOnlyLinesAreWritten() {
        Terminal terminal = terminal(false);
        terminal.show(List.of("block"));
        terminal.line("line");

        assertThat(text()).isEqualTo("line\n");
    }

    @Test
    void aLineGoesAboveTheBlock() {
        Terminal terminal = terminal(true);
        terminal.show(List.of("one", "two"));
        terminal.line("crashed");

        assertThat(text()).isEqualTo("one\ntwo\n" + "\u001b[2A\r\u001b[J" + "crashed\n" + "one\ntwo\n");
    }

    @Test
    void anEmptyBlockTakesTheLastOneAway() {
        Terminal terminal = terminal(true);
        terminal.show(List.of("one"));
        terminal.show(List.of());
        terminal.line("end");

        assertThat(text()).isEqualTo("one\n" + "\u001b[1A\r\u001b[J" + "end\n");
    }

    private Terminal terminal(boolean redraws) {
        return new Terminal(new PrintStream(written, true, StandardCharsets.UTF_8), redraws);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
