package dev.berth.evaluation.stack;

import java.util.List;

/** A part did not come up. The message is one sentence; the end of its log says more. */
public final class ChildFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> lastLines;

    public ChildFailedException(String sentence, List<String> lastLines) {
        super(sentence);
        this.lastLines = List.copyOf(lastLines);
    }

    /** What the part wrote last, oldest first. */
    public List<String> lastLines() {
        return lastLines;
    }
}
