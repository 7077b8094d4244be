package dev.berth.evaluation.faults;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.routing.RoutingTable;
import dev.berth.domain.slo.Outcome;
import dev.berth.evaluation.scenario.ScenarioFault;
import dev.berth.evaluation.scenario.ScenarioRequest;
import dev.berth.evaluation.virtual.WorldView;
import dev.berth.evaluation.virtual.WorldWatch;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Tells what happens in lines for people, seconds of traffic first. What is said again at once is said once. */
final class EventLog implements WorldWatch {
    private final Consumer<String> lines;
    private long beganNanos = -1;
    private String lastNote = "";

    EventLog(Consumer<String> lines) {
        this.lines = lines;
    }

    private void line(long now, String words) {
        String at = beganNanos < 0 ? "before" : String.format(Locale.ROOT, "%8.3f s", (now - beganNanos) / 1e9);
        lines.accept(String.format("%10s  %s", at, words));
    }

    @Override
    public void trafficBegins(long now, WorldView world) {
        beganNanos = now;
        line(now, "traffic begins");
    }

    @Override
    public void arrived(long now, ScenarioRequest request) {
        line(now, "request " + request.id() + " for " + request.model() + " arrives");
    }

    @Override
    public void sent(long now, String router, ScenarioRequest request, String pod, String engineName, int tries) {
        line(now, router + " sends request " + request.id() + " to " + pod + (tries > 1 ? ", try " + tries : ""));
    }

    @Override
    public void notFound(long now, String router, ScenarioRequest request, String pod, String engineName) {
        line(now, pod + " does not know " + engineName + ": 404 for request " + request.id() + " of " + router);
    }

    @Override
    public void ended(long now, ScenarioRequest request, Outcome outcome, int tries) {
        line(now, "request " + request.id() + " ends " + outcome);
    }

    @Override
    public void registered(long now, PodIncarnation pod, String engineName, WorldView world) {
        line(now, pod + " lists " + engineName + " (" + world.registered(pod) + " in all)");
    }

    @Override
    public void unregistered(long now, PodIncarnation pod, String engineName, WorldView world) {
        line(now, pod + " no longer lists " + engineName + " (copies left: " + world.holders(engineName) + ")");
    }

    @Override
    public void podUp(long now, PodIncarnation pod) {
        line(now, pod + " is up");
    }

    @Override
    public void podDown(long now, PodIncarnation pod) {
        line(now, pod + " is down");
    }

    @Override
    public void written(long now, String document, Version version) {
        line(now, "store: " + document + " " + version);
    }

    @Override
    public void planned(long now, PlacementPlan plan) {
        String places = plan.assignments().entrySet().stream()
                .map(e -> e.getKey() + " on "
                        + e.getValue().stream().map(a -> a.pod().pod()).collect(Collectors.joining("+")))
                .collect(Collectors.joining(", "));
        line(now, "plan " + plan.version() + " (" + plan.solver().trigger() + "): " + places);
    }

    @Override
    public void applied(long now, String router, RoutingTable table) {
        String routes = table.models().values().stream()
                .map(m -> m.model() + " on "
                        + m.routes().stream().map(r -> r.pod().pod()).collect(Collectors.joining("+")))
                .collect(Collectors.joining(", "));
        line(now, router + " takes table " + table.version() + ": " + routes);
    }

    @Override
    public void faultBegins(long now, ScenarioFault fault) {
        line(now, "FAULT " + fault.kind() + " " + fault.target() + " for " + fault.durationNanos() / 1e9 + " s");
    }

    @Override
    public void faultEnds(long now, ScenarioFault fault) {
        line(now, "fault " + fault.kind() + " " + fault.target() + " is over");
    }

    @Override
    public void note(long now, String words) {
        if (!words.equals(lastNote)) {
            lastNote = words;
            line(now, words);
        }
    }
}
