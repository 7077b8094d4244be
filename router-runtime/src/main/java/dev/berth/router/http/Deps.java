package dev.berth.router.http;

import dev.berth.router.log.DecisionLog;
import dev.berth.router.log.RequestLog;
import dev.berth.router.log.RouterMetrics;
import dev.berth.router.pick.ProfileSource;
import dev.berth.router.table.TableHolder;
import java.util.function.LongSupplier;

/**
 * What the front door is given.
 *
 * @param router this router's name
 * @param defaultPolicy for requests that name none
 * @param clockMillis Unix time
 * @param nanoClock a clock that only goes on, nanoseconds
 * @param seed of the picks' randomness
 */
public record Deps(
        String router,
        String defaultPolicy,
        TableHolder tables,
        ProfileSource profiles,
        RequestLog requests,
        RouterMetrics metrics,
        DecisionLog decisions,
        WaitingRoom room,
        LongSupplier clockMillis,
        LongSupplier nanoClock,
        long seed) {}
