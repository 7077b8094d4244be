package dev.berth.router.table;

import dev.berth.domain.Version;
import dev.berth.domain.routing.RoutingTable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current view, swapped whole, never for an older one.
 *
 * <p>A table is <em>applied</em> only when no event loop can still pick from a former one: an event loop picks and counts
 * in one turn, so once each loop has taken a turn after the swap, every later pick is counted under the new table. The
 * actuator unregisters an adapter on the strength of this.
 */
public final class TableHolder {
    private static final Logger log = LoggerFactory.getLogger(TableHolder.class);

    /** Someone who picks from the view. */
    @FunctionalInterface
    public interface Reader {
        /**
         * The view was swapped.
         *
         * @param past to be run once, when this reader holds no former view
         */
        void viewChanged(Runnable past);
    }

    private final LiveCounts counts;
    private final ViewCompiler compiler;
    private final Runnable onApplied;
    private final List<Reader> readers = new CopyOnWriteArrayList<>();
    private final AtomicReference<Version> applied = new AtomicReference<>(Version.NONE);
    private volatile RoutingView view;

    /**
     * @param onApplied called by any thread after a table was applied; must be quick
     */
    public TableHolder(LiveCounts counts, Runnable onApplied) {
        this.counts = counts;
        this.compiler = new ViewCompiler(counts);
        this.onApplied = onApplied;
        this.view = compiler.compile(RoutingTable.EMPTY);
    }

    /** The view to pick from; take it anew for each pick. */
    public RoutingView view() {
        return view;
    }

    /** The newest table that every event loop picks from. */
    public Version applied() {
        return applied.get();
    }

    public void addReader(Reader reader) {
        readers.add(reader);
    }

    /**
     * @return whether it was newer, and is now the view
     */
    public synchronized boolean apply(RoutingTable table) {
        if (!table.version().isNewerThan(view.version())) {
            return false;
        }
        if (applied.get().equals(view.version())) {
            counts.forgetUnused(); // No loop holds a table before the current one.
        }
        RoutingView next = compiler.compile(table);
        view = next;
        counts.routedBy(ViewCompiler.pairs(next));
        log.info(
                "table taken version={} plan={} models={} pods={}",
                table.version(),
                table.planVersion(),
                table.models().size(),
                table.pods().size());
        Countdown all = new Countdown(readers.size(), () -> passed(table.version()));
        readers.forEach(reader -> reader.viewChanged(all));
        return true;
    }

    private void passed(Version version) {
        applied.accumulateAndGet(version, (known, given) -> given.isNewerThan(known) ? given : known);
        onApplied.run();
    }
}
