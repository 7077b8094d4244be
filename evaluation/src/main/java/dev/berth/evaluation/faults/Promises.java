package dev.berth.evaluation.faults;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.domain.slo.Outcome;
import dev.berth.evaluation.scenario.ScenarioFault;
import dev.berth.evaluation.scenario.ScenarioRequest;
import dev.berth.evaluation.virtual.WorldView;
import dev.berth.evaluation.virtual.WorldWatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must hold whatever goes wrong:
 *
 * <ul>
 *   <li>a pod's 404 for an adapter costs a route at most one failed try: the router does not send there again before it has a
 *       newer table
 *   <li>a pod never lists more adapters than its {@code max_cpu_loras}
 *   <li>the last copy of an adapter that has requests is never unregistered
 *   <li>versions of a document only grow within an epoch, and tables of a router only grow
 *   <li>every request ends, once
 *   <li>what arrives long after the last fault is served
 * </ul>
 */
final class Promises implements WorldWatch {
    private static final int SHOWN = 20;

    /** So long a copy on a pod that has just died may be counted on: a probe a second, two in vain if it is frozen. */
    private static final double UNNOTICED_SECONDS = 6;

    private final FaultStory story;
    private final int maxCpuLoras;
    private final List<String> broken = new ArrayList<>();
    private final Set<Long> open = new HashSet<>();
    private final Set<Long> ended = new HashSet<>();
    private final Map<String, Long> refusedAt = new HashMap<>();
    private final Map<String, Version> tables = new HashMap<>();
    private final Map<String, Version> newest = new HashMap<>();
    private final Map<PodIncarnation, Set<String>> listed = new HashMap<>();
    private final Map<String, Long> lostAt = new HashMap<>();
    private final Map<String, Long> lastArrival = new HashMap<>();
    private boolean wiped;
    private long beganNanos;

    Promises(FaultStory story) {
        this.story = story;
        this.maxCpuLoras = story.scenario().deployments().get(0).maxCpuLoras();
    }

    /** What did not hold, in words; the first ones if they are many. */
    List<String> broken() {
        return List.copyOf(broken);
    }

    private void isBroken(long now, String words) {
        if (broken.size() < SHOWN) {
            broken.add("%.3f s: %s".formatted((now - beganNanos) / 1e9, words));
        }
    }

    @Override
    public void trafficBegins(long now, WorldView world) {
        beganNanos = now;
    }

    // ---- requests --------------------------------------------------------------------------------------------------

    @Override
    public void arrived(long now, ScenarioRequest request) {
        open.add(request.id());
        lastArrival.put(request.model(), now);
    }

    @Override
    public void sent(long now, String router, ScenarioRequest request, String pod, String engineName, int tries) {
        String route = router + " " + pod + " " + engineName;
        if (refusedAt.containsKey(route)) {
            isBroken(
                    now,
                    router + " sends request " + request.id() + " for " + engineName + " to " + pod
                            + ", which said 404 before, under the same table " + tables.get(router));
        }
        if (ended.contains(request.id())) {
            isBroken(now, "request " + request.id() + " is sent after its end");
        }
    }

    @Override
    public void notFound(long now, String router, ScenarioRequest request, String pod, String engineName) {
        refusedAt.put(router + " " + pod + " " + engineName, now);
    }

    @Override
    public void ended(long now, ScenarioRequest request, Outcome outcome, int tries) {
        if (!open.remove(request.id())) {
            isBroken(now, "request " + request.id() + " ends twice, or was never asked for");
        }
        ended.add(request.id());
        double arrived = request.arrivalNanos() / 1e9;
        if (arrived >= story.quietFromSeconds() && outcome != Outcome.COMPLETED) {
            isBroken(
                    now,
                    "request " + request.id() + " for " + request.model()
                            + " arrived at %.3f s, long after the last fault,".formatted(arrived) + " and ends "
                            + outcome + " after " + tries + " tries");
        }
    }

    /** When nothing happens any more. */
    void over(long now) {
        for (long id : open) {
            isBroken(now, "request " + id + " never ends");
        }
    }

    // ---- adapters --------------------------------------------------------------------------------------------------

    @Override
    public void registered(long now, PodIncarnation pod, String engineName, WorldView world) {
        listed.computeIfAbsent(pod, p -> new HashSet<>()).add(engineName);
        int count = world.registered(pod);
        if (count > maxCpuLoras) {
            isBroken(now, pod + " lists " + count + " adapters, and its max_cpu_loras is " + maxCpuLoras);
        }
    }

    @Override
    public void unregistered(long now, PodIncarnation pod, String engineName, WorldView world) {
        listed.computeIfAbsent(pod, p -> new HashSet<>()).remove(engineName);
        boolean wanted = world.inFlight(engineName) > 0
                || now - lastArrival.getOrDefault(engineName, Long.MIN_VALUE / 2) < 60_000_000_000L;
        boolean copyJustLost = now - lostAt.getOrDefault(engineName, Long.MIN_VALUE / 2) < UNNOTICED_SECONDS * 1e9;
        if (wanted && world.holders(engineName).isEmpty() && !copyJustLost) {
            isBroken(now, "the last copy of " + engineName + ", which has requests, is taken off " + pod);
        }
    }

    @Override
    public void podDown(long now, PodIncarnation pod) {
        Set<String> lost = listed.remove(pod);
        if (lost != null) {
            lost.forEach(name -> lostAt.put(name, now));
        }
    }

    // ---- documents -------------------------------------------------------------------------------------------------

    @Override
    public void faultBegins(long now, ScenarioFault fault) {
        if (fault.kind() == ScenarioFault.Kind.REDIS_WIPED) {
            wiped = true;
        } else if (fault.kind() == ScenarioFault.Kind.ROUTER_RESTARTED) {
            tables.clear(); // A new router knows no table.
            refusedAt.clear();
        }
    }

    /** Written anew into an emptied store, a document may have the version that it had. */
    @Override
    public void written(long now, String document, Version version) {
        Version before = newest.get(document + " " + version.epoch());
        boolean grows = before == null || version.isNewerThan(before) || (wiped && version.equals(before));
        if (isVersioned(document) && !grows) {
            isBroken(now, document + " goes from version " + before + " to " + version);
        }
        newest.put(document + " " + version.epoch(), version);
    }

    /** Hashes have a version for each field. */
    private static boolean isVersioned(String document) {
        return !document.equals("demand") && !document.equals("routers") && !document.startsWith("profile");
    }

    @Override
    public void applied(long now, String router, RoutingTable table) {
        Version before = tables.put(router, table.version());
        if (before != null && !table.version().isNewerThan(before)) {
            isBroken(now, router + " goes from table " + before + " to " + table.version());
        }
        refusedAt.keySet().removeIf(route -> route.startsWith(router + " "));
    }
}
