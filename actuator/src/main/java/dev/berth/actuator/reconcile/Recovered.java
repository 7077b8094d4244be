package dev.berth.actuator.reconcile;

import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.Ledger;
import java.util.Optional;

/** What the actuator before this one left in the store; each is absent if the store was empty. */
public record Recovered(Optional<Catalog> catalog, Optional<Fleet> fleet, Optional<Ledger> ledger) {
    public static final Recovered NOTHING = new Recovered(Optional.empty(), Optional.empty(), Optional.empty());
}
