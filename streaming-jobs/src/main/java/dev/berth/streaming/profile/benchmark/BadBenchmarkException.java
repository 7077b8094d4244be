package dev.berth.streaming.profile.benchmark;

/** A benchmark file that can't be used. The message is one sentence: file, line, what is wrong, how to mend it. */
public final class BadBenchmarkException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    BadBenchmarkException(String message) {
        super(message);
    }
}
