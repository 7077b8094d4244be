package dev.berth.router.table;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.domain.routing.RoutingTable.ModelRoutes;
import dev.berth.domain.routing.RoutingTable.Route;
import dev.berth.domain.routing.RoutingTable.TablePod;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes views of tables, and keeps what must live on from one to the next: counts, health, traffic of models. Resolves
 * pods' host names, so it belongs to a thread that may block. Not thread-safe.
 */
final class ViewCompiler {
    private static final Logger log = LoggerFactory.getLogger(ViewCompiler.class);

    private final LiveCounts counts;
    private final Map<PodIncarnation, PodHealth> health = new HashMap<>();
    private final Map<String, ModelTraffic> traffic = new HashMap<>();

    ViewCompiler(LiveCounts counts) {
        this.counts = counts;
    }

    RoutingView compile(RoutingTable table) {
        Map<PodIncarnation, ViewPod> pods = new LinkedHashMap<>();
        for (TablePod pod : table.pods()) {
            InetSocketAddress address = addressOf(pod);
            if (address != null) {
                PodHealth known = health.computeIfAbsent(pod.id(), id -> new PodHealth());
                pods.put(pod.id(), new ViewPod(pod, address, known, counts.pod(pod.id())));
            }
        }
        health.keySet().retainAll(pods.keySet());
        traffic.keySet().retainAll(table.models().keySet());
        Map<String, ModelView> models = new HashMap<>();
        table.models().forEach((name, routes) -> {
            List<Target> targets = new ArrayList<>();
            for (Route route : routes.routes()) {
                ViewPod pod = pods.get(route.pod());
                if (pod != null) {
                    targets.add(target(name, routes, route, pod));
                }
            }
            models.put(name, new ModelView(routes, targets, traffic.computeIfAbsent(name, n -> new ModelTraffic())));
        });
        return new RoutingView(table, models, List.copyOf(pods.values()));
    }

    private Target target(String model, ModelRoutes routes, Route route, ViewPod pod) {
        PairLoad live = counts.pair(model, routes.adapter(), pod.pod().id());
        return new Target(pod.pod(), route, live, pod.health(), pod.address());
    }

    /** Pairs that a view routes. */
    static Set<PairLoad> pairs(RoutingView view) {
        Set<PairLoad> pairs = new HashSet<>();
        for (String model : view.table().models().keySet()) {
            view.model(model).targets().forEach(target -> pairs.add(target.live()));
        }
        return pairs;
    }

    private static InetSocketAddress addressOf(TablePod pod) {
        try {
            URI url = URI.create(pod.url());
            if (!"http".equals(url.getScheme()) || url.getHost() == null) {
                log.warn("pod left out pod={} url={} reason=\"not an http:// address\"", pod.id(), pod.url());
                return null;
            }
            return new InetSocketAddress(url.getHost(), url.getPort() < 0 ? 80 : url.getPort());
        } catch (IllegalArgumentException e) {
            log.warn("pod left out pod={} url={} reason=\"{}\"", pod.id(), pod.url(), e.getMessage());
            return null;
        }
    }
}
