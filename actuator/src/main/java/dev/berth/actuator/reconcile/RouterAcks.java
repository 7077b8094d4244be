package dev.berth.actuator.reconcile;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.routing.RouterReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers what each router last said. A router counts as alive while its reports are young by its own clock, or still
 * change by ours: clocks may differ. After an outage, or a start, nothing is concluded until the reports were readable for
 * as long as a router may stay silent: an emptied store would otherwise look like a fleet without routers.
 */
final class RouterAcks {
    private final Map<String, Heard> heard = new HashMap<>();
    private long readableSinceMillis = -1;

    private record Heard(RouterReport report, long atMillis) {
        boolean alive(long now) {
            return report.aliveAt(now) || now - atMillis <= RouterReport.DEAD_AFTER_MILLIS;
        }
    }

    void hear(Acknowledgements acks, long now) {
        if (!acks.readable()) {
            readableSinceMillis = -1;
            return;
        }
        readableSinceMillis = readableSinceMillis < 0 ? now : readableSinceMillis;
        for (RouterReport report : acks.reports()) {
            Heard last = heard.get(report.router());
            if (last == null || !last.report().equals(report)) {
                heard.put(report.router(), new Heard(report, now));
            }
        }
        heard.values().removeIf(h -> !h.alive(now));
    }

    boolean readable() {
        return readableSinceMillis >= 0;
    }

    boolean trusted(long now) {
        return readable() && now - readableSinceMillis >= RouterReport.DEAD_AFTER_MILLIS;
    }

    /** The routers that still may send to a pair which is out of the table since that version; empty if none. */
    List<String> using(String adapter, String engineName, PodIncarnation pod, Version outSince) {
        return heard.values().stream()
                .map(Heard::report)
                .filter(report ->
                        outSince.isNewerThan(report.applied()) || inFlight(report, adapter, engineName, pod) > 0)
                .map(RouterReport::router)
                .sorted()
                .toList();
    }

    private static int inFlight(RouterReport report, String adapter, String engineName, PodIncarnation pod) {
        return report.inFlight().stream()
                .filter(f -> f.pod().equals(pod)
                        && (f.model().equals(adapter) || f.model().equals(engineName)))
                .mapToInt(RouterReport.InFlight::count)
                .sum();
    }
}
