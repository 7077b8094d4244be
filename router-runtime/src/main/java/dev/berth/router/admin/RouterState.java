package dev.berth.router.admin;

import dev.berth.router.log.DecisionLog;
import dev.berth.router.log.RequestLog;
import dev.berth.router.log.RouterMetrics;
import dev.berth.router.rollout.Rollouts;
import dev.berth.router.table.LiveCounts;
import dev.berth.router.table.RouterPeers;
import dev.berth.router.table.TableFeed;
import dev.berth.router.table.TableHolder;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What the admin port shows. */
public record RouterState(
        String router,
        TableHolder tables,
        LiveCounts counts,
        TableFeed feed,
        RequestLog requests,
        RouterMetrics metrics,
        DecisionLog decisions,
        IntSupplier waiting,
        LongSupplier heldBytes,
        BooleanSupplier draining,
        Supplier<Rollouts> rollouts,
        Supplier<RouterPeers.View> peers,
        LongSupplier clockMillis) {}
