package dev.berth.evaluation.app;

import java.io.IOException;

/** Tells whether an output is a terminal on which lines can be redrawn. */
final class TerminalProbe {
    static final int OUT = 1;
    static final int ERR = 2;

    private TerminalProbe() {}

    /** Asks the shell: Java can tell only whether both ends of it are one, and no longer since 22. */
    static boolean isTerminal(int descriptor) throws IOException, InterruptedException {
        if ("dumb".equals(System.getenv().getOrDefault("TERM", "dumb"))) {
            return false;
        }
        return new ProcessBuilder("test", "-t", String.valueOf(descriptor))
                        .inheritIO()
                        .start()
                        .waitFor()
                == 0;
    }
}
