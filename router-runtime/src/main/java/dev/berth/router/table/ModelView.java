package dev.berth.router.table;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.routing.RoutingTable.ModelRoutes;
import java.util.ArrayList;
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
     * Where a request may go now: the hot routes; the warm ones only if no hot one is usable.
     *
     * @param avoided pods that this request was on already
     */
    public List<Target> usable(long nowMillis, List<PodIncarnation> avoided) {
        List<Target> planned = usable(hot, nowMillis, avoided);
        return planned.isEmpty() ? usable(warm, nowMillis, avoided) : planned;
    }

    /** Hot and warm routes where a request may go now, the hot ones first. */
    public List<Target> usableWithStandbys(long nowMillis, List<PodIncarnation> avoided) {
        return usable(all, nowMillis, avoided);
    }

    private static List<Target> usable(List<Target> tier, long nowMillis, List<PodIncarnation> avoided) {
        for (int i = 0; i < tier.size(); i++) {
            if (!fits(tier.get(i), nowMillis, avoided)) {
                return filtered(tier, nowMillis, avoided);
            }
        }
        return tier;
    }

    private static List<Target> filtered(List<Target> tier, long nowMillis, List<PodIncarnation> avoided) {
        List<Target> left = new ArrayList<>(tier.size());
        for (Target target : tier) {
            if (fits(target, nowMillis, avoided)) {
                left.add(target);
            }
        }
        return left;
    }

    private static boolean fits(Target target, long nowMillis, List<PodIncarnation> avoided) {
        return target.usable(nowMillis) && !avoided.contains(target.pod().id());
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
