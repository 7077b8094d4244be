package dev.berth.actuator.reconcile;

import dev.berth.domain.demand.AdapterEvent;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.Ledger;
import dev.berth.domain.routing.RoutingTable;
import java.util.List;
import java.util.Optional;

/**
 * What one step of the reconciler gives.
 *
 * @param ordinal counts steps
 * @param commands to be carried out, in any order
 * @param documents to be published, once enough is known; absent before
 * @param events loads and unloads that ended
 * @param notes what an operator should read, one sentence each; repeated while it is so
 * @param settled whether what is observed is what is desired, as far as it can be
 * @param serving whether every copy that is to carry traffic is there, as far as it can be; standbys may still be loading, and
 *     what is no longer desired leaving
 */
public record Step(
        long ordinal,
        List<Command> commands,
        Optional<Documents> documents,
        List<AdapterEvent> events,
        List<String> notes,
        boolean settled,
        boolean serving) {
    public Step {
        commands = List.copyOf(commands);
        events = List.copyOf(events);
        notes = List.copyOf(notes);
    }

    /** Contents without version and time, so that equal contents are equal values; the publisher stamps them. */
    public record Documents(Catalog catalog, Fleet fleet, Ledger ledger, RoutingTable routing) {}
}
