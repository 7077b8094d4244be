package dev.berth.router.table;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.routing.RoutingTable.ModelRoutes;
import java.util.List;
import java.util.stream.Stream;

/** One model of a table. */
public final class ModelView {
    private final ModelRoutes routes;
    private final List<Target> hot;
    private final List<Target> warm;
    /** The hot ones first. */
    private final List<Target> all;

    private final ModelTraffic traffic;

    ModelView(ModelRoutes routes, List<Target> targets, ModelTraffic traffic) {
        this.routes = routes;
        this.hot = of(Tier.HOT, targets);
        this.warm = of(Tier.WARM, targets);
        this.all = Stream.concat(hot.stream(), warm.stream()).toList();
        this.traffic = traffic;
    }

    /**
     * Where a request may go now: the hot routes; the warm ones only if no hot one is usable; ejected pods only if there is
     * no other.
     *
     * @param avoided pods that this request was on already
     */
    public List<Target> usable(long nowMillis, List<PodIncarnation> avoided) {
        List<Target> planned = usable(hot, nowMillis, avoided);
        if (!planned.isEmpty()) {
            return planned;
        }
        List<Target> standbys = usable(warm, nowMillis, avoided);
        return standbys.isEmpty() ? reachable(nowMillis, avoided) : standbys;
    }

    /** Hot and warm routes where a request may go now, the hot ones first. */
    public List<Target> usableWithStandbys(long nowMillis, List<PodIncarnation> avoided) {
        List<Target> usable = usable(all, nowMillis, avoided);
        return usable.isEmpty() ? reachable(nowMillis, avoided) : usable;
    }

    private static List<Target> usable(List<Target> tier, long nowMillis, List<PodIncarnation> avoided) {
        for (int i = 0; i < tier.size(); i++) {
            if (!tier.get(i).usable(nowMillis) || isAvoided(tier.get(i), avoided)) {
                return tier.stream()
                        .filter(target -> target.usable(nowMillis) && !isAvoided(target, avoided))
                        .toList();
            }
        }
        return tier;
    }

    private List<Target> reachable(long nowMillis, List<PodIncarnation> avoided) {
        return all.stream()
                .filter(target -> target.reachable(nowMillis) && !isAvoided(target, avoided))
                .toList();
    }

    private static boolean isAvoided(Target target, List<PodIncarnation> avoided) {
        return !avoided.isEmpty() && avoided.contains(target.pod().id());
    }

    private static List<Target> of(Tier tier, List<Target> targets) {
        return targets.stream().filter(target -> target.route().tier() == tier).toList();
    }

    public ModelRoutes routes() {
        return routes;
    }

    public String model() {
        return routes.model();
    }

    public ModelTraffic traffic() {
        return traffic;
    }

    /** All routes, the hot ones first. */
    public List<Target> targets() {
        return all;
    }

    /** A deployment that serves the model, empty if none does now: whose profile estimates its prompts. */
    public String anyDeployment() {
        if (!hot.isEmpty()) {
            return hot.get(0).pod().deployment();
        }
        return warm.isEmpty() ? "" : warm.get(0).pod().deployment();
    }
}
