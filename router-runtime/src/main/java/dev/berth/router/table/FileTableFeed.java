package dev.berth.router.table;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import dev.berth.domain.routing.RoutingTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tables from a JSON file, read again when its text changes. Whoever edits it by hand need not count versions: a changed
 * text whose version is not newer gets the next one. A text that can't be read leaves the last table in use.
 */
public final class FileTableFeed implements TableFeed {
    private static final Logger log = LoggerFactory.getLogger(FileTableFeed.class);
    private static final Duration PERIOD = Duration.ofMillis(300);

    private final Path file;
    private final TableHolder holder;
    private final LongSupplier clockMillis;
    private final ScheduledFuture<?> poll;
    private String lastText;
    private volatile long confirmedAtMillis;

    /**
     * Reads the file at once.
     *
     * @throws ConfigException with one sentence if it can't be read
     */
    public FileTableFeed(Path file, TableHolder holder, ScheduledExecutorService executor, LongSupplier clockMillis) {
        this.file = file;
        this.holder = holder;
        this.clockMillis = clockMillis;
        reload();
        this.poll = executor.scheduleWithFixedDelay(
                this::reloadOrKeep, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void reloadOrKeep() {
        try {
            reload();
        } catch (ConfigException e) {
            log.warn("table file unusable, the last table stays: {}", e.getMessage());
        }
    }

    private void reload() {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            boolean wasReadable = lastText == null || !lastText.isEmpty();
            lastText = "";
            if (wasReadable) {
                throw new ConfigException("cannot read the routing table file '" + file + "': "
                        + (Files.exists(file) ? e.getMessage() : "no such file"));
            }
            return;
        }
        if (!text.equals(lastText)) {
            lastText = text;
            holder.apply(newerThanView(parsed(text)));
        }
        confirmedAtMillis = clockMillis.getAsLong();
    }

    private RoutingTable parsed(String text) {
        try {
            return Json.read(text, RoutingTable.class);
        } catch (UnreadableJsonException | IllegalArgumentException e) {
            throw new ConfigException("routing table file '" + file + "': " + e.getMessage());
        }
    }

    private RoutingTable newerThanView(RoutingTable table) {
        var current = holder.view().version();
        return table.version().isNewerThan(current)
                ? table
                : new RoutingTable(
                        current.next(), table.madeAtMillis(), table.planVersion(), table.pods(), table.models());
    }

    @Override
    public long ageMillis() {
        return confirmedAtMillis == 0 ? Long.MAX_VALUE : clockMillis.getAsLong() - confirmedAtMillis;
    }

    @Override
    public void close() {
        poll.cancel(false);
    }
}
