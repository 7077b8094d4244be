package dev.berth.evaluation.stack;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** What a child writes: all of it in a file, the last lines in memory. The file is appended to over the child's lives. */
final class ChildLog {
    private static final int KEPT_LINES = 20;

    private final Path file;
    private final Deque<String> last = new ArrayDeque<>();

    ChildLog(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    synchronized List<String> lastLines() {
        return List.copyOf(last);
    }

    /** Reads until the child closes its output, and tells each line. */
    void follow(InputStream output, Consumer<String> line) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8));
                BufferedWriter writer = Files.newBufferedWriter(
                        file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                writer.write(text);
                writer.newLine();
                writer.flush();
                keep(text);
                line.accept(text);
            }
        }
    }

    private synchronized void keep(String line) {
        last.addLast(line);
        if (last.size() > KEPT_LINES) {
            last.removeFirst();
        }
    }
}
