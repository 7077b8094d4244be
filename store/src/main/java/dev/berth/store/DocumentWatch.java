package dev.berth.store;

import dev.berth.domain.Document;
import dev.berth.domain.Version;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a reader's last view of one document: woken by hints, and by a poll once a second for the hints that got lost. The
 * view is monotone in its version, survives an absent or emptied store, and knows its age.
 */
public final class DocumentWatch<D extends Document> implements AutoCloseable {
    public static final Duration POLL_PERIOD = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(DocumentWatch.class);

    private final Blackboard blackboard;
    private final DocumentKey<D> key;
    private final ScheduledExecutorService executor;
    private final Consumer<D> onNewer;
    private final LongSupplier clockMillis;
    private final AtomicBoolean refreshIsDue = new AtomicBoolean();
    private final ScheduledFuture<?> poll;
    private final Subscription hints;
    private volatile boolean closed;
    private volatile Seen<D> seen = new Seen<>(null, false, 0);
    private String lastFailure = "";

    /** View and time of its confirmation change together. */
    private record Seen<D>(D view, boolean confirmed, long confirmedAtMillis) {}

    /**
     * @param executor runs the reads; one thread is enough, and it is not closed here
     * @param onNewer called on the executor with each newer document, one at a time
     */
    public DocumentWatch(
            Blackboard blackboard,
            DocumentKey<D> key,
            ScheduledExecutorService executor,
            LongSupplier clockMillis,
            Consumer<D> onNewer) {
        this.blackboard = blackboard;
        this.key = key;
        this.executor = executor;
        this.onNewer = onNewer;
        this.clockMillis = clockMillis;
        this.poll = executor.scheduleWithFixedDelay(this::refresh, 0, POLL_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        this.hints = blackboard.onChange(this::hear);
    }

    /** The newest document seen, null before the first. */
    public D view() {
        return seen.view();
    }

    /**
     * How long ago the store last confirmed that the view is its newest. Milliseconds; {@code Long.MAX_VALUE} before it ever
     * did. It grows while the store is away, and while it has lost the document.
     */
    public long ageMillis() {
        Seen<D> now = seen;
        return now.confirmed() ? Math.max(0, clockMillis.getAsLong() - now.confirmedAtMillis()) : Long.MAX_VALUE;
    }

    /** Hints that come while a read is already due ask for nothing more. */
    private void hear(String name) {
        if (closed || !name.equals(key.name()) || !refreshIsDue.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.execute(this::refresh);
        } catch (RejectedExecutionException e) {
            log.debug("hint unheard, its reader is closing key={}", name);
        }
    }

    /** A poll that threw would be the last one, so nothing passes. */
    private synchronized void refresh() {
        refreshIsDue.set(false);
        if (closed) {
            return;
        }
        try {
            readIfNewer();
            lastFailure = "";
        } catch (StoreUnavailableException e) {
            log.trace("view not confirmed, the last one serves on key={}", key.name());
        } catch (RuntimeException e) {
            if (!lastFailure.equals(e.toString())) {
                lastFailure = e.toString();
                log.warn("document not taken key={}", key.name(), e);
            }
        }
    }

    private void readIfNewer() {
        D known = seen.view();
        Version stored = blackboard.versions().get(key.name());
        if (stored == null) {
            return;
        }
        if (known == null || stored.isNewerThan(known.version())) {
            blackboard.read(key).ifPresent(this::take);
        } else if (stored.equals(known.version())) {
            seen = new Seen<>(known, true, clockMillis.getAsLong());
        }
    }

    private void take(D read) {
        D known = seen.view();
        if (known == null || read.version().isNewerThan(known.version())) {
            seen = new Seen<>(read, true, clockMillis.getAsLong());
            onNewer.accept(read);
        }
    }

    @Override
    public void close() {
        closed = true;
        poll.cancel(false);
        hints.close();
    }
}
