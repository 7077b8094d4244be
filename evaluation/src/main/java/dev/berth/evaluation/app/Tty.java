package dev.berth.evaluation.app;

import java.io.IOException;

/** Whether somebody looks at a standard stream while it is written. */
final class Tty {
    static final int OUT = 1;
    static final int ERR = 2;

    private Tty() {}

    /** Asks the shell: Java can tell only whether both ends of it are a terminal, and no longer since 22. */
    static boolean is(int descriptor) throws IOException, InterruptedException {
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
