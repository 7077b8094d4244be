package dev.berth.store;

import dev.berth.domain.Document;
import dev.berth.domain.Version;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Keeps a reader's last view of one document: woken by hints, and by a poll once a second for the hints that got lost. The
 * view is monotone in its version, survives an absent or emptied store, and knows its age.
 */
public final class DocumentWatch<D extends Document> implements AutoCloseable {
    public static final Duration POLL_PERIOD = Duration.ofSeconds(1);

    private final Blackboard blackboard;
    private final DocumentKey<D> key;
    private final Consumer<D> onNewer;
    private final LongSupplier clockMillis;
    private final AtomicReference<D> view = new AtomicReference<>();
    private final ScheduledFuture<?> poll;
    private final Subscription hints;
    private volatile long confirmedAtMillis;

    /**
     * @param executor runs the reads; one thread is enough, and it is not closed here
     * @param onNewer called on the executor with each newer document
     */
    public DocumentWatch(
            Blackboard blackboard,
            DocumentKey<D> key,
            ScheduledExecutorService executor,
            LongSupplier clockMillis,
            Consumer<D> onNewer) {
        this.blackboard = blackboard;
        this.key = key;
        this.onNewer = onNewer;
        this.clockMillis = clockMillis;
        this.hints = blackboard.onChange(name -> {
            if (name.equals(key.name())) {
                executor.execute(this::refresh);
            }
        });
        this.poll = executor.scheduleWithFixedDelay(this::refresh, 0, POLL_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The newest document seen, null before the first. */
    public D view() {
        return view.get();
    }

    /** How long ago the store last confirmed the view. Milliseconds; {@code Long.MAX_VALUE} before it ever did. */
    public long ageMillis() {
        return confirmedAtMillis == 0 ? Long.MAX_VALUE : clockMillis.getAsLong() - confirmedAtMillis;
    }

    private void refresh() {
        try {
            D known = view.get();
            Version stored = blackboard.versions().get(key.name());
            if (stored != null && (known == null || stored.isNewerThan(known.version()))) {
                blackboard.read(key).ifPresent(this::take);
            }
            confirmedAtMillis = clockMillis.getAsLong();
        } catch (StoreUnavailableException e) {
            return; // The last view serves on; its age tells.
        }
    }

    private void take(D read) {
        D known = view.get();
        if (known == null || read.version().isNewerThan(known.version())) {
            view.set(read);
            onNewer.accept(read);
        }
    }

    @Override
    public void close() {
        poll.cancel(false);
        hints.close();
    }
}
