package dev.berth.router.http;

import dev.berth.router.access.Quotas;
import dev.berth.router.log.DecisionLog;
import dev.berth.router.log.RequestLog;
import dev.berth.router.log.RouterMetrics;
import dev.berth.router.pick.ProfileSource;
import dev.berth.router.table.TableHolder;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the front door is given.
 *
 * @param router this router's name
 * @param settings as they stand now
 * @param clients connections that are open
 * @param drain begins when the door closes
 * @param clockMillis Unix time
 * @param nanoClock a clock that only goes on, nanoseconds
 * @param seed of the picks' randomness
 */
public record Deps(
        String router,
        Supplier<Settings> settings,
        TableHolder tables,
        ProfileSource profiles,
        RequestLog requests,
        RouterMetrics metrics,
        DecisionLog decisions,
        WaitingRoom room,
        BodyBudget held,
        Quotas quotas,
        AtomicInteger clients,
        Drain drain,
        LongSupplier clockMillis,
        LongSupplier nanoClock,
        long seed) {}
