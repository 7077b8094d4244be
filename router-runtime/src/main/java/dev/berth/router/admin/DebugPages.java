package dev.berth.router.admin;

import dev.berth.domain.Version;
import dev.berth.router.log.Decision;
import dev.berth.router.rollout.Canary;
import dev.berth.router.table.EngineLoad;
import dev.berth.router.table.ModelView;
import dev.berth.router.table.RouterPeers;
import dev.berth.router.table.RoutingView;
import dev.berth.router.table.Target;
import java.util.List;
import java.util.Map;

/** What an operator asks of a router, as values that are written as JSON. */
final class DebugPages {
    /**
     * @param status of HTTP
     */
    record Content(int status, Object value) {}

    /** Whether the router can route at all. */
    record Health(String router, boolean ready, Version table, Version applied, long tableAgeMillis, int waiting) {}

    /** One model's routes as the router sees them now. */
    record Routing(
            String model,
            boolean adapter,
            String sloClass,
            Version table,
            PeersNow peers,
            CanaryNow canary,
            List<RouteNow> routes) {}

    /** How many other routers' requests are counted, and how old the oldest of their reports is. */
    record PeersNow(int routers, long ageMillis) {}

    /** A new version on trial. */
    record CanaryNow(
            String candidate, double share, String state, String reason, Canary.Tally stable, Canary.Tally tried) {}

    /** What an engine said of itself, and how long ago; the age is -1 if it said nothing of late. */
    record EngineNow(int waiting, double kvCacheUse, long ageMillis) {}

    /** A route with what is on it. */
    record RouteNow(
            String pod,
            String incarnation,
            String url,
            String engineName,
            String tier,
            double weight,
            boolean dropped,
            boolean aside,
            boolean ejected,
            boolean down,
            int inFlight,
            int inFlightElsewhere,
            int podInFlight,
            int podActiveAdapters,
            double podLoad,
            EngineNow engine) {}

    private final RouterState state;

    DebugPages(RouterState state) {
        this.state = state;
    }

    Content health() {
        RoutingView view = state.tables().view();
        boolean ready =
                view.version().isNewerThan(Version.NONE) && !state.draining().getAsBoolean();
        return new Content(
                ready ? 200 : 503,
                new Health(
                        state.router(),
                        ready,
                        view.version(),
                        state.tables().applied(),
                        state.feed().ageMillis(),
                        state.waiting().getAsInt()));
    }

    /**
     * @param name of a model; empty for the list of all
     */
    Content routing(String name) {
        RoutingView view = state.tables().view();
        if (name.isEmpty()) {
            return new Content(
                    200,
                    Map.of(
                            "table",
                            view.version(),
                            "models",
                            view.table().models().keySet()));
        }
        ModelView model = view.model(state.rollouts().get().named(name));
        if (model == null) {
            return new Content(404, Map.of("error", "the table has no model '" + name + "'"));
        }
        return new Content(
                200,
                new Routing(
                        model.model(),
                        model.routes().adapter(),
                        model.routes().sloClass(),
                        view.version(),
                        peers(),
                        canary(model.model()),
                        model.targets().stream().map(this::now).toList()));
    }

    private PeersNow peers() {
        RouterPeers.View peers = state.peers().get();
        return new PeersNow(peers.peers(), peers.ageMillis(state.clockMillis().getAsLong()));
    }

    /** Null if the model has none. */
    private CanaryNow canary(String model) {
        Canary canary = state.rollouts().get().canary(model);
        return canary == null
                ? null
                : new CanaryNow(
                        canary.config().candidate(),
                        canary.config().share(),
                        canary.state().name(),
                        canary.reason(),
                        canary.ofStable(),
                        canary.ofCandidate());
    }

    private EngineNow engine(Target target) {
        EngineLoad said = target.live().onPod().engine();
        return said == null
                ? new EngineNow(0, -1, -1)
                : new EngineNow(
                        said.waiting(), said.kvCacheUse(), state.clockMillis().getAsLong() - said.atMillis());
    }

    private RouteNow now(Target target) {
        return new RouteNow(
                target.pod().id().pod(),
                target.pod().id().incarnation(),
                target.pod().url(),
                target.route().engineName(),
                target.route().tier().name(),
                target.route().weight(),
                target.isDropped(),
                target.health().isAside(),
                target.health().isEjected(),
                target.health().isDown(),
                target.live().ownInFlight(),
                target.live().elsewhere(),
                target.live().podInFlight(),
                target.live().activeAdapters(),
                target.live().podLoad(),
                engine(target));
    }

    Content decisions() {
        List<Decision> last = state.decisions().last();
        return new Content(200, Map.of("decisions", last));
    }
}
