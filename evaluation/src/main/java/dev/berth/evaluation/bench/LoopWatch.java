package dev.berth.evaluation.bench;

import dev.berth.domain.Version;
import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.routing.RouterReport;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.StoreUnavailableException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Notes when something about a model changed on the blackboard, 50 times a second: when a change of its pace was told, when a
 * plan gave it a pod that it did not have, and when every living router picked from a table that sends it to one.
 */
final class LoopWatch implements AutoCloseable {
    private static final long EVERY_MILLIS = 20;

    private final Blackboard blackboard;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Places planned = new Places();
    private final Places routed = new Places();
    private final Map<String, TreeMap<Long, Long>> flags = new ConcurrentHashMap<>();
    private final Map<String, TreeMap<Long, Long>> windows = new ConcurrentHashMap<>();
    private Version plan = Version.NONE;
    private Version table = Version.NONE;

    private LoopWatch(Blackboard blackboard) {
        this.blackboard = blackboard;
    }

    static LoopWatch start(Blackboard blackboard) {
        LoopWatch watch = new LoopWatch(blackboard);
        Future<?> unused =
                watch.clock.scheduleWithFixedDelay(watch::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return watch;
    }

    private synchronized void look() {
        try {
            long now = System.currentTimeMillis();
            blackboard.readAll(Keys.DEMAND).values().forEach(demand -> see(demand, now));
            blackboard.read(Keys.PLAN).ifPresent(read -> see(read, now));
            blackboard.read(Keys.ROUTING).ifPresent(read -> see(read, now));
        } catch (StoreUnavailableException e) {
            return; // It is looked again at once.
        }
    }

    private void see(AdapterDemand demand, long now) {
        if (demand.changes().isEmpty()) {
            return;
        }
        long since = demand.changes().get(demand.changes().size() - 1).sinceMillis();
        flags.computeIfAbsent(demand.model(), model -> new TreeMap<>()).putIfAbsent(since, now);
        if (!demand.early()) {
            windows.computeIfAbsent(demand.model(), model -> new TreeMap<>()).putIfAbsent(since, now);
        }
    }

    private void see(PlacementPlan read, long now) {
        if (read.version().equals(plan)) {
            return;
        }
        plan = read.version();
        read.assignments()
                .forEach((model, assignments) -> planned.see(
                        model,
                        assignments.stream()
                                .filter(assignment -> assignment.weight() > 0)
                                .map(assignment -> assignment.pod().pod())
                                .collect(Collectors.toSet()),
                        now));
    }

    private void see(RoutingTable read, long now) {
        if (read.version().equals(table) || !isApplied(read, now)) {
            return;
        }
        table = read.version();
        read.models()
                .forEach((model, routes) -> routed.see(
                        model,
                        routes.routes().stream()
                                .filter(route -> route.weight() > 0)
                                .map(route -> route.pod().pod())
                                .collect(Collectors.toSet()),
                        now));
    }

    private boolean isApplied(RoutingTable read, long now) {
        Collection<RouterReport> routers = blackboard.readAll(Keys.ROUTERS).values();
        return routers.stream().filter(router -> router.aliveAt(now)).noneMatch(router -> read.version()
                .isNewerThan(router.applied()));
    }

    /** When a change of pace was first told after that time. */
    synchronized OptionalLong flagged(String model, long afterMillis) {
        return first(flags.get(model), afterMillis);
    }

    /** The same, by the demand of a whole window. */
    synchronized OptionalLong windowTold(String model, long afterMillis) {
        return first(windows.get(model), afterMillis);
    }

    /** When a plan first gave it a pod that it did not have at that time. */
    synchronized OptionalLong planned(String model, long afterMillis) {
        return planned.grown(model, afterMillis);
    }

    /** When routers first sent it to a pod that they did not send it to at that time. */
    synchronized OptionalLong routed(String model, long afterMillis) {
        return routed.grown(model, afterMillis);
    }

    private static OptionalLong first(Map<Long, Long> told, long afterMillis) {
        return told == null
                ? OptionalLong.empty()
                : told.values().stream()
                        .mapToLong(Long::longValue)
                        .filter(at -> at >= afterMillis)
                        .min();
    }

    /** A model's pods as they changed with time. */
    private static final class Places {
        private final Map<String, TreeMap<Long, Set<String>>> pods = new HashMap<>();

        void see(String model, Set<String> now, long atMillis) {
            pods.computeIfAbsent(model, unused -> new TreeMap<>()).put(atMillis, now);
        }

        OptionalLong grown(String model, long afterMillis) {
            TreeMap<Long, Set<String>> history = pods.getOrDefault(model, new TreeMap<>());
            Map.Entry<Long, Set<String>> before = history.lowerEntry(afterMillis);
            Set<String> known = before == null ? Set.of() : before.getValue();
            return history.tailMap(afterMillis).entrySet().stream()
                    .filter(entry -> !known.containsAll(entry.getValue()))
                    .mapToLong(Map.Entry::getKey)
                    .findFirst();
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        try {
            clock.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
