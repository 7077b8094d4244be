package dev.berth.router.table;

import dev.berth.domain.Version;
import dev.berth.domain.routing.RouterUsage;
import dev.berth.domain.routing.RouterUsage.TenantUsage;
import dev.berth.router.access.Quotas;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.StoreUnavailableException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other routers what tenants used here, and hears what they used there, off the request path. While the store is
 * away each router holds quotas by itself.
 */
public final class UsageExchange {
    private static final Logger log = LoggerFactory.getLogger(UsageExchange.class);

    private final Blackboard blackboard;
    private final String router;
    private final Quotas quotas;
    private final LongSupplier clockMillis;
    private Version last;
    private boolean told;

    /** @param startedAtMillis the epoch of what is told */
    public UsageExchange(
            Blackboard blackboard, String router, long startedAtMillis, Quotas quotas, LongSupplier clockMillis) {
        this.blackboard = blackboard;
        this.router = router;
        this.last = new Version(startedAtMillis, 0);
        this.quotas = quotas;
        this.clockMillis = clockMillis;
    }

    /** From one thread. */
    public void exchange() {
        long now = clockMillis.getAsLong();
        try {
            tell(now);
            hear(now);
        } catch (StoreUnavailableException e) {
            log.debug("usage kept back router={} reason=\"{}\"", router, e.getMessage());
        } catch (RuntimeException e) { // One that passed would be the last exchange.
            log.warn("usage not exchanged router={}", router, e);
        }
    }

    private void tell(long now) {
        Map<String, TenantUsage> tenants = new TreeMap<>();
        quotas.usedHere(now).forEach((name, use) -> tenants.put(name, new TenantUsage(use.requests(), use.tokens())));
        if (tenants.isEmpty() && !told) {
            return; // Where nobody has a quota nothing is written.
        }
        told = true;
        last = last.next();
        blackboard.write(Keys.USAGE, router, new RouterUsage(last, now, router, Quotas.windowOf(now), tenants));
    }

    private void hear(long now) {
        long window = Quotas.windowOf(now);
        Map<String, Quotas.Use> elsewhere = new HashMap<>();
        blackboard.readAll(Keys.USAGE).forEach((name, usage) -> {
            if (!name.equals(router) && usage.window() == window) {
                usage.tenants()
                        .forEach((tenant, use) -> elsewhere.merge(
                                tenant, new Quotas.Use(use.requests(), use.tokens()), Quotas.Use::plus));
            }
        });
        quotas.usedElsewhere(window, elsewhere);
    }
}
