package dev.berth.evaluation.quickstart;

import java.io.PrintStream;
import java.util.List;

/**
 * Lines that stay, and on a real terminal a block below them that is drawn anew. Everyone may write at any time: a line
 * goes above the block.
 */
public final class Terminal {
    private static final String CLEAR_TO_END = "\u001b[J";

    private final PrintStream out;
    private final boolean redraws;
    private List<String> block = List.of();

    /**
     * @param redraws whether {@code out} is a terminal that understands cursor movements
     */
    public Terminal(PrintStream out, boolean redraws) {
        this.out = out;
        this.redraws = redraws;
    }

    public boolean redraws() {
        return redraws;
    }

    public synchronized void line(String text) {
        erase();
        out.println(text);
        draw();
    }

    /** Replaces the block; nothing happens where nothing can be redrawn. */
    public synchronized void show(List<String> lines) {
        if (!redraws) {
            return;
        }
        erase();
        block = List.copyOf(lines);
        draw();
    }

    private void erase() {
        if (!block.isEmpty()) {
            out.print("\u001b[" + block.size() + "A\r" + CLEAR_TO_END);
        }
    }

    private void draw() {
        block.forEach(out::println);
        out.flush();
    }
}
