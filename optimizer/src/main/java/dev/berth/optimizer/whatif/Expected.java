package dev.berth.optimizer.whatif;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.placement.PlanChange;
import dev.berth.optimizer.plan.Decision;
import dev.berth.optimizer.problem.PlanInputs;

/**
 * What planning would come to.
 *
 * @param decision {@code publish} or {@code keep}
 * @param attainment share of requests within their objective, 0 to 1
 * @param unserved share of all requests that no pod takes, 0 to 1
 * @param pods that are wanted, all deployments
 * @param loads that the plan asks for; 0 if the one in force is kept
 */
public record Expected(
        String decision,
        String reason,
        double attainment,
        double worstPodLoad,
        double unserved,
        double costPerHour,
        int pods,
        long loads,
        long unloads,
        long reweights) {

    /** If the plan in force is kept, it is what counts, not what was weighed against it. */
    static Expected of(PlanInputs in, Decision decision) {
        if (decision instanceof Decision.Publish publish) {
            PlacementPlan draft = publish.draft();
            return of(in, "publish", publish.reason(), draft, draft, draft.after());
        }
        Decision.Keep keep = (Decision.Keep) decision;
        PlacementPlan stays = in.currentPlan().orElse(keep.considered());
        return of(in, "keep", keep.reason(), stays, null, keep.considered().before());
    }

    private static Expected of(
            PlanInputs in,
            String decision,
            String reason,
            PlacementPlan plan,
            PlacementPlan changing,
            PlacementPlan.Outlook outlook) {
        return new Expected(
                decision,
                reason,
                outlook.attainment(),
                outlook.worstPodLoad(),
                unserved(in, plan),
                outlook.costPerHour(),
                plan.podCounts().values().stream().mapToInt(Integer::intValue).sum(),
                count(changing, PlanChange.Kind.LOAD),
                count(changing, PlanChange.Kind.UNLOAD),
                count(changing, PlanChange.Kind.REWEIGHT));
    }

    private static double unserved(PlanInputs in, PlacementPlan plan) {
        double all = in.demand().values().stream().mapToDouble(Expected::rate).sum();
        double out = plan.unserved().stream()
                .filter(u -> in.demand().containsKey(u.model()))
                .mapToDouble(u -> u.share() * rate(in.demand().get(u.model())))
                .sum();
        return all > 0 ? out / all : 0;
    }

    private static double rate(AdapterDemand demand) {
        return demand.forecastPerSecond() > 0 ? demand.forecastPerSecond() : demand.arrivalsPerSecond();
    }

    private static long count(PlacementPlan plan, PlanChange.Kind kind) {
        return plan == null
                ? 0
                : plan.changes().stream().filter(c -> c.kind() == kind).count();
    }
}
