package dev.berth.actuator;

import dev.berth.actuator.reconcile.Acknowledgements;
import dev.berth.actuator.reconcile.Published;
import dev.berth.actuator.reconcile.Recovered;
import dev.berth.actuator.reconcile.Step;
import dev.berth.domain.Document;
import dev.berth.domain.Version;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.Ledger;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.store.Blackboard;
import dev.berth.store.DeposedException;
import dev.berth.store.DocumentKey;
import dev.berth.store.Keys;
import dev.berth.store.Publication;
import dev.berth.store.StoreUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The actuator's side of the blackboard. It has no thread; the shell calls it on one that does nothing else, since a store
 * that is away answers late. One exchange: learn what the actuator before this one left (until that has succeeded, nothing
 * is written), publish what changed, fill what the store has lost, read what routers say.
 */
public final class StoreLink {
    private static final Logger log = LoggerFactory.getLogger(StoreLink.class);
    private static final List<String> OWN =
            List.of(Keys.CATALOG.name(), Keys.FLEET.name(), Keys.LEDGER.name(), Keys.ROUTING.name());

    private final Blackboard blackboard;
    private final LongSupplier clockMillis;
    private final long startedAtMillis;
    private final long refillMillis;
    private final Runnable onNews;
    private final CompletableFuture<Void> deposed = new CompletableFuture<>();
    private Outlet<Catalog> catalog;
    private Outlet<Fleet> fleet;
    private Outlet<Ledger> ledger;
    private Outlet<RoutingTable> routing;
    private long refilledAtMillis;
    private boolean stored;
    private Boolean available;

    private volatile Offer offered = new Offer(0, Optional.empty());
    private volatile Optional<Recovered> recovered = Optional.empty();
    private volatile Published published = Published.NOTHING;
    private volatile Acknowledgements acknowledgements = Acknowledgements.UNREADABLE;

    private record Offer(long ordinal, Optional<Step.Documents> documents) {}

    /** A document's publication, which writes only contents that differ from the last. */
    private static final class Outlet<D extends Document> {
        private final Publication<D> publication;
        private final BiFunction<D, Version, D> stamp;
        private D content;

        Outlet(Publication<D> publication, BiFunction<D, Version, D> stamp) {
            this.publication = publication;
            this.stamp = stamp;
        }

        /** Whether there was something to write. */
        boolean offer(D next) {
            if (next.equals(content)) {
                return false;
            }
            content = next;
            publication.publish(version -> stamp.apply(next, version));
            return true;
        }
    }

    /** @param onNews called when something was learned or written */
    public StoreLink(Blackboard blackboard, LongSupplier clockMillis, long refillMillis, Runnable onNews) {
        this.blackboard = blackboard;
        this.clockMillis = clockMillis;
        this.startedAtMillis = clockMillis.getAsLong();
        this.refillMillis = refillMillis;
        this.onNews = onNews;
    }

    public void offer(Step step) {
        offered = new Offer(step.ordinal(), step.documents());
    }

    public Optional<Recovered> recovered() {
        return recovered;
    }

    public Published published() {
        return published;
    }

    public Acknowledgements acknowledgements() {
        return acknowledgements;
    }

    /** Ends exceptionally, with {@link DeposedException}, when another actuator has taken over. */
    public CompletableFuture<Void> deposed() {
        return deposed;
    }

    boolean available() {
        return acknowledgements.readable();
    }

    public void exchange() {
        if (deposed.isDone()) {
            return;
        }
        try {
            if (recovered.isEmpty()) {
                recover();
            }
            publish(offered);
            acknowledgements = new Acknowledgements(
                    true, List.copyOf(blackboard.readAll(Keys.ROUTERS).values()));
            say(true, "");
        } catch (StoreUnavailableException e) {
            acknowledgements = Acknowledgements.UNREADABLE;
            say(false, e.getMessage());
        } catch (DeposedException e) {
            deposed.completeExceptionally(e);
            onNews.run();
        }
    }

    private void recover() {
        long newest = blackboard.versions().entrySet().stream()
                .filter(entry -> OWN.contains(entry.getKey()))
                .mapToLong(entry -> entry.getValue().epoch())
                .max()
                .orElse(0);
        Recovered found =
                new Recovered(blackboard.read(Keys.CATALOG), blackboard.read(Keys.FLEET), blackboard.read(Keys.LEDGER));
        // A clock that was set back must not make a restarted actuator the deposed one.
        long epoch = Math.max(startedAtMillis, newest + 1);
        catalog = outlet(
                Keys.CATALOG,
                epoch,
                (c, v) -> new Catalog(v, clockMillis.getAsLong(), c.adapters(), c.sloClasses(), c.deployments()));
        fleet = outlet(Keys.FLEET, epoch, (f, v) -> new Fleet(v, clockMillis.getAsLong(), f.generation(), f.pods()));
        ledger = outlet(Keys.LEDGER, epoch, (l, v) -> new Ledger(v, clockMillis.getAsLong(), l.entries()));
        routing = outlet(
                Keys.ROUTING,
                epoch,
                (r, v) -> new RoutingTable(v, clockMillis.getAsLong(), r.planVersion(), r.pods(), r.models()));
        recovered = Optional.of(found);
        log.info(
                "store read epoch={} catalog={} fleet={} ledgerEntries={}",
                epoch,
                found.catalog().map(c -> c.version().toString()).orElse("none"),
                found.fleet().map(f -> f.version().toString()).orElse("none"),
                found.ledger().map(l -> l.entries().size()).orElse(0));
        onNews.run();
    }

    private <D extends Document> Outlet<D> outlet(DocumentKey<D> key, long epoch, BiFunction<D, Version, D> stamp) {
        return new Outlet<>(new Publication<>(blackboard, key, epoch), stamp);
    }

    private void publish(Offer offer) {
        if (offer.documents().isEmpty()) {
            return;
        }
        Step.Documents documents = offer.documents().get();
        boolean changed = catalog.offer(documents.catalog());
        changed |= fleet.offer(documents.fleet());
        changed |= ledger.offer(documents.ledger());
        changed |= routing.offer(documents.routing());
        stored &= !changed;
        long now = clockMillis.getAsLong();
        if (!stored || now - refilledAtMillis >= refillMillis) {
            stored = refill();
            refilledAtMillis = now;
        }
        if (!stored) {
            throw new StoreUnavailableException("documents are kept until the store is back", null);
        }
        published = new Published(routing.publication.current(), offer.ordinal());
        if (changed) {
            onNews.run();
        }
    }

    private boolean refill() {
        return catalog.publication.refill()
                && fleet.publication.refill()
                && ledger.publication.refill()
                && routing.publication.refill();
    }

    private void say(boolean there, String reason) {
        if (available != null && available == there) {
            return;
        }
        available = there;
        if (there) {
            log.info("store available");
        } else {
            log.warn("store away, going on with what is known; nothing is unloaded reason=\"{}\"", reason);
        }
    }
}
