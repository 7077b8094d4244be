package dev.berth.evaluation.status;

import dev.berth.domain.fleet.PodState;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.routing.RoutingTable.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Adapters by pods, one row an adapter: {@code 50} is a hot route with half of the traffic, {@code w} a warm standby,
 * {@code +} registered but not routed to, {@code !} failed, {@code .} nothing.
 */
public final class PlacementGrid {
    public static final String LEGEND =
            "number: hot, share of traffic in %   w: warm   +: registered, not routed   !: failed";

    private PlacementGrid() {}

    /** The rows under a heading, the adapters with the highest demand first. */
    public static List<String> rows(FleetSnapshot snapshot, int atMost) {
        List<PodState> pods = snapshot.pods();
        List<String> adapters = snapshot.adaptersByDemand();
        int width = Math.max(
                "adapter".length(),
                adapters.stream().mapToInt(String::length).max().orElse(0));
        List<String> rows = new ArrayList<>();
        StringBuilder heading = new StringBuilder(pad("adapter", width)).append("  req/s");
        pods.forEach(pod -> heading.append("  ").append(shown(pod)));
        rows.add(heading.toString());
        for (String adapter : adapters.subList(0, Math.min(atMost, adapters.size()))) {
            StringBuilder row = new StringBuilder(pad(adapter, width))
                    .append(String.format(Locale.ROOT, "  %5.2f", snapshot.arrivalsPerSecond(adapter)));
            for (PodState pod : pods) {
                String cell = cell(snapshot, adapter, pod);
                row.append("  ")
                        .append(" ".repeat(Math.max(0, shown(pod).length() - cell.length())))
                        .append(cell);
            }
            rows.add(row.toString());
        }
        if (adapters.size() > atMost) {
            rows.add("... and " + (adapters.size() - atMost) + " more");
        }
        return rows;
    }

    private static String shown(PodState pod) {
        return pod.id().pod() + (pod.ready() ? "" : "(" + pod.readiness().name().toLowerCase(Locale.ROOT) + ")");
    }

    private static String cell(FleetSnapshot snapshot, String adapter, PodState pod) {
        Optional<Route> route = snapshot.routes(adapter).stream()
                .filter(r -> r.pod().equals(pod.id()))
                .findFirst();
        if (route.isPresent()) {
            return route.get().tier() == Tier.WARM
                    ? "w"
                    : String.valueOf(Math.round(route.get().weight() * 100));
        }
        return snapshot.ledger()
                .flatMap(ledger -> ledger.entry(adapter, pod.id()))
                .map(entry -> switch (entry.state()) {
                    case FAILED -> "!";
                    case BOUND, RUNNING, DRAINING, UNLOADING -> "+";
                    case SCHEDULED, LOADING -> "...";
                })
                .orElse(".");
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
