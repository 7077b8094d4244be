package dev.berth.router.table;

import dev.berth.domain.routing.RoutingTable;
import dev.berth.store.Blackboard;
import dev.berth.store.DocumentWatch;
import dev.berth.store.Keys;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/** Tables from the blackboard. While it is away the last view serves on, and its age grows. */
public final class StoreTableFeed implements TableFeed {
    private final DocumentWatch<RoutingTable> watch;

    public StoreTableFeed(
            Blackboard blackboard, TableHolder holder, ScheduledExecutorService executor, LongSupplier clockMillis) {
        this.watch = new DocumentWatch<>(blackboard, Keys.ROUTING, executor, clockMillis, holder::apply);
    }

    @Override
    public long ageMillis() {
        return watch.ageMillis();
    }

    @Override
    public void close() {
        watch.close();
    }
}
