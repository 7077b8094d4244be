package dev.berth.optimizer.score;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PairBar;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.Units;

/**
 * Who sits where, and what every rule says of it. Each change touches one model and one pod, hence costs a constant time:
 * flat arrays of counts and loads, and beside them the violation of each rule, corrected by the difference.
 *
 * <p>The constraint streams say the same in full sentences; a property test holds the two together.
 */
public final class Occupancy {
    private static final PlacementRule[] RULES = PlacementRule.values();

    private final PlacementProblem problem;
    private final int pods;
    private final int zones;
    private final int[] count;
    private final int[] replicas;
    private final int[] unserved;
    private final int[] zoneReplicas;
    private final int[] zonesUsed;
    private final int[] quantaOnPod;
    private final int[] residents;
    private final long[] load;
    private final long[] slotUse;
    private final long[] violation = new long[RULES.length];

    /** Nobody sits anywhere yet, and no quantum is counted as unserved. */
    public Occupancy(PlacementProblem problem) {
        this.problem = problem;
        this.pods = problem.seats().size();
        this.zones = problem.zones();
        int models = problem.models().size();
        count = new int[models * pods];
        replicas = new int[models];
        unserved = new int[models];
        zoneReplicas = new int[models * zones];
        zonesUsed = new int[models];
        quantaOnPod = new int[pods];
        residents = new int[pods];
        load = new long[pods];
        slotUse = new long[pods];
        for (ModelLoad model : problem.models()) {
            add(PlacementRule.MIN_REPLICAS, missingReplicas(model, 0));
            add(PlacementRule.KEPT, vanished(model, 0));
        }
        add(PlacementRule.UNLOADS, problem.currentPairs().size() * ModelLoad.UNLOAD_COST);
        add(PlacementRule.PINNED, problem.pinnedPairs().size());
    }

    public PlacementProblem problem() {
        return problem;
    }

    /** Seats one quantum of the model; {@code seat} null leaves it unserved. */
    public void put(ModelLoad model, PodSeat seat) {
        change(model, seat, 1);
    }

    /** Takes one quantum of the model away again. */
    public void take(ModelLoad model, PodSeat seat) {
        change(model, seat, -1);
    }

    /** Quanta of the model on the pod. */
    public int count(ModelLoad model, PodSeat seat) {
        return count[at(model, seat)];
    }

    public int replicas(ModelLoad model) {
        return replicas[model.index()];
    }

    /** Quanta of the model without a pod. */
    public int unserved(ModelLoad model) {
        return unserved[model.index()];
    }

    public long load(PodSeat seat) {
        return load[seat.index()];
    }

    /** Adapters on the pod. */
    public int residents(PodSeat seat) {
        return residents[seat.index()];
    }

    /** Thousandths of slots that the pod's adapters take. */
    public long slotUse(PodSeat seat) {
        return slotUse[seat.index()];
    }

    public long violation(PlacementRule rule) {
        return violation[rule.index()];
    }

    public Standing standing() {
        return new Standing(violation);
    }

    /** Violation of a level, without making a {@link Standing}. */
    public long violation(ScoreLevel level) {
        long sum = 0;
        for (PlacementRule rule : RULES) {
            if (rule.level() == level) {
                sum += violation[rule.index()];
            }
        }
        return sum;
    }

    /** Writes the score's levels: hard ones from 0, soft ones from 0, negative as scores are. */
    public void score(long[] hard, long[] soft) {
        for (PlacementRule rule : RULES) {
            int level = rule.level().index();
            if (level < ScoreLevel.HARD_LEVELS) {
                hard[level] -= violation[rule.index()];
            } else {
                soft[level - ScoreLevel.HARD_LEVELS] -= violation[rule.index()];
            }
        }
    }

    /** Whether one more quantum keeps the pod within the load, and its slots and host memory within their limits. */
    public boolean fits(ModelLoad model, PodSeat seat, long loadLimit) {
        if (!model.allowed(seat) || load[seat.index()] + model.quantumLoad(seat) > loadLimit) {
            return false;
        }
        int there = count[at(model, seat)];
        long use = slotUse[seat.index()] - model.slotUse(there) + model.slotUse(there + 1);
        if (use > seat.activeMost()) {
            return false;
        }
        if (there > 0 || !model.adapter()) {
            return true;
        }
        int most = model.facts().maxReplicas();
        return residents[seat.index()] < seat.hostRoom() && (most == 0 || replicas[model.index()] < most);
    }

    private int at(ModelLoad model, PodSeat seat) {
        return model.index() * pods + seat.index();
    }

    private void change(ModelLoad model, PodSeat seat, int sign) {
        if (seat == null) {
            unserved[model.index()] += sign;
            add(PlacementRule.SERVED, sign * model.unservedCost());
            return;
        }
        PairBar bar = model.bar(seat);
        if (bar != PairBar.NONE) {
            add(PlacementRule.of(bar), sign);
        }
        changeLoad(model, seat, sign);
        int before = count[at(model, seat)];
        int after = before + sign;
        count[at(model, seat)] = after;
        changeSlots(model, seat, before, after);
        if (before == 0 || after == 0) {
            changeReplica(model, seat, sign);
        }
    }

    private void changeLoad(ModelLoad model, PodSeat seat, int sign) {
        int pod = seat.index();
        long before = load[pod];
        long after = before + sign * model.quantumLoad(seat);
        load[pod] = after;
        add(PlacementRule.CAPACITY, over(after, seat.capacity()) - over(before, seat.capacity()));
        add(
                PlacementRule.OVERLOAD,
                Units.excess(after, seat.overloadAbove()) - Units.excess(before, seat.overloadAbove()));
        add(
                PlacementRule.BALANCE,
                Units.excess(after, seat.balanceAbove()) - Units.excess(before, seat.balanceAbove()));
        int quanta = quantaOnPod[pod];
        quantaOnPod[pod] = quanta + sign;
        if (quanta == 0 || quanta + sign == 0) {
            add(PlacementRule.COST, sign * seat.addedCost());
        }
    }

    private void changeSlots(ModelLoad model, PodSeat seat, int before, int after) {
        int pod = seat.index();
        long had = slotUse[pod];
        long has = had - model.slotUse(before) + model.slotUse(after);
        slotUse[pod] = has;
        long limit = seat.activeMost();
        add(PlacementRule.SLOTS, over(has, limit) - over(had, limit));
    }

    private void changeReplica(ModelLoad model, PodSeat seat, int sign) {
        int m = model.index();
        int had = replicas[m];
        int has = had + sign;
        replicas[m] = has;
        changeSpread(model, seat, had, has);
        if (!model.adapter()) {
            return;
        }
        int pod = seat.index();
        add(
                PlacementRule.HOST_MEMORY,
                over(residents[pod] + sign, seat.hostRoom()) - over(residents[pod], seat.hostRoom()));
        residents[pod] += sign;
        add(PlacementRule.MIN_REPLICAS, missingReplicas(model, has) - missingReplicas(model, had));
        add(PlacementRule.KEPT, vanished(model, has) - vanished(model, had));
        int most = model.facts().maxReplicas();
        if (most > 0) {
            add(PlacementRule.MAX_REPLICAS, over(has, most) - over(had, most));
        }
        if (model.serving(seat)) {
            add(PlacementRule.UNLOADS, -sign * ModelLoad.UNLOAD_COST);
        } else {
            add(PlacementRule.LOADS, sign * model.loadMillis(seat));
            add(PlacementRule.REPAY, sign * model.repay(seat));
        }
        if (model.pair(seat).pinned()) {
            add(PlacementRule.PINNED, -sign);
        }
        add(PlacementRule.RANK_WASTE, sign * model.rankWaste(seat));
    }

    private void changeSpread(ModelLoad model, PodSeat seat, int had, int has) {
        int m = model.index();
        int zone = m * zones + seat.zone();
        int inZone = zoneReplicas[zone];
        int after = inZone + (has - had);
        zoneReplicas[zone] = after;
        int before = Math.min(had, zones) - zonesUsed[m];
        if (inZone == 0 || after == 0) {
            zonesUsed[m] += has - had;
        }
        if (model.adapter()) {
            add(PlacementRule.SPREAD, Math.min(has, zones) - zonesUsed[m] - before);
        }
    }

    private static long missingReplicas(ModelLoad model, int has) {
        return model.adapter()
                ? Math.max(0L, model.facts().minReplicas() - has)
                        * model.facts().urgency()
                : 0;
    }

    private static long vanished(ModelLoad model, int has) {
        return has == 0 && model.facts().kept() ? ModelLoad.VANISHED_COST : 0;
    }

    private static long over(long value, long limit) {
        return Math.max(0, value - limit);
    }

    private void add(PlacementRule rule, long difference) {
        violation[rule.index()] += difference;
    }
}
