package dev.berth.router.app;

import dev.berth.domain.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the configuration read again when its file's text changes. One that can't be used leaves the last one in force. */
final class ConfigWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ConfigWatch.class);
    private static final long PERIOD_MILLIS = 500;

    private final Path file;
    private final BooleanSupplier reconfigure;
    private final ScheduledExecutorService executor;
    private String lastText;

    /**
     * @param file null for none: then nothing is watched
     * @param reconfigure reads and applies it; false if a part of it needs a new start
     */
    ConfigWatch(Path file, BooleanSupplier reconfigure) {
        this.file = file;
        this.reconfigure = reconfigure;
        this.executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "router-config");
            thread.setDaemon(true);
            return thread;
        });
        if (file != null) {
            lastText = text();
            executor.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        String text = text();
        if (text.isEmpty() || text.equals(lastText)) {
            return;
        }
        lastText = text;
        try {
            if (!reconfigure.getAsBoolean()) {
                log.warn("a part of the configuration is taken only by a new start file={}", file);
            }
        } catch (ConfigException e) {
            log.warn("configuration not taken, the last one stays in force: {}", e.getMessage());
        } catch (RuntimeException e) { // One that passed would end the watch.
            log.warn("configuration not taken file={}", file, e);
        }
    }

    /** Empty while it can't be read, as in the moment of its replacement. */
    private String text() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
