package dev.berth.evaluation.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A child that does what its first argument says; for tests of those who look after children. */
public final class TrivialChild {
    private TrivialChild() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "serve" -> serve();
            case "crash" -> crash();
            case "mute" -> new CountDownLatch(1).await();
            case "stubborn" -> stubborn();
            case "parent" -> parent(Path.of(args[1]));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void serve() throws InterruptedException {
        System.out.println("a line before");
        System.out.println("ready trivial answer=42");
        new CountDownLatch(1).await();
    }

    private static void crash() {
        System.err.println("cannot bind port 8080");
        System.exit(3);
    }

    private static void stubborn() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        serve();
    }

    /** Starts a child of its own as a stack does, and tells its pid in a file. */
    private static void parent(Path pidFile) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(TiedCommand.of(JvmCommand.of(32, TrivialChild.class.getName(), List.of("serve"))));
        builder.environment().putAll(JvmCommand.environment());
        Process child = builder.start();
        Files.writeString(pidFile, String.valueOf(child.pid()));
        System.out.println("ready parent");
        new CountDownLatch(1).await();
    }
}
