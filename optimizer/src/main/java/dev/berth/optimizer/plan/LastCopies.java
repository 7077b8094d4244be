package dev.berth.optimizer.plan;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.score.Occupancy;
import dev.berth.optimizer.score.Placement;
import java.util.Comparator;
import java.util.List;

/**
 * An adapter with demand that is somewhere stays somewhere, even where no slot or load is left for it: as a spare copy. Where
 * host memory is full of others, one that would come anew, or is elsewhere as well, gives way; if none can, one that would
 * only change pods stays where it is.
 */
final class LastCopies {
    private final PlacementProblem problem;
    private final Occupancy occupancy;
    private final boolean[] promised;
    private final int[] places;
    private boolean changed;

    private LastCopies(Placement placement) {
        this.problem = placement.problem();
        this.occupancy = placement.occupancy();
        this.promised = new boolean[problem.models().size() * problem.seats().size()];
        this.places = new int[problem.seats().size()];
        for (PodSeat seat : problem.seats()) {
            places[seat.index()] = seat.hostRoom() - occupancy.residents(seat);
        }
    }

    static LastCopies of(Placement placement) {
        LastCopies copies = new LastCopies(placement);
        copies.problem.models().stream()
                .filter(m -> m.facts().kept() && copies.occupancy.replicas(m) == 0)
                .forEach(copies::promise);
        return copies;
    }

    /** Whether the adapter must keep its copy there. */
    boolean promised(ModelLoad model, PodSeat seat) {
        return promised[model.index() * problem.seats().size() + seat.index()];
    }

    /** The placement, without those that had to give way. */
    Placement placement(Placement asked) {
        return changed ? Placement.from(occupancy) : asked;
    }

    private void promise(ModelLoad model) {
        for (PodSeat seat : problem.seats()) {
            if (mayStay(model, seat) && places[seat.index()] > 0) {
                promise(model, seat);
                return;
            }
        }
        for (PodSeat seat : problem.seats()) {
            if (mayStay(model, seat) && makePlace(seat, new boolean[places.length])) {
                promise(model, seat);
                return;
            }
        }
    }

    /**
     * Frees a place there, at the cost of one that can do without it or, if there is none, of one that another pod has as well
     * and may keep, if there is a place for it there in turn.
     *
     * @param asked pods that were asked for a place already
     */
    private boolean makePlace(PodSeat seat, boolean[] asked) {
        if (places[seat.index()] > 0) {
            return true;
        }
        ModelLoad gives = whoGivesWay(seat);
        if (gives != null) {
            giveWay(gives, seat);
            return true;
        }
        asked[seat.index()] = true;
        for (ModelLoad model : cameFirst(seat)) {
            for (PodSeat from : problem.seats()) {
                if (mayStay(model, from) && !asked[from.index()] && makePlace(from, asked)) {
                    promise(model, from);
                    giveWay(model, seat);
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean mayStay(ModelLoad model, PodSeat seat) {
        return model.current(seat) && model.allowed(seat);
    }

    private void promise(ModelLoad model, PodSeat seat) {
        promised[model.index() * problem.seats().size() + seat.index()] = true;
        places[seat.index()]--;
    }

    /** The least urgent that comes anew, or else has other copies; null if all there have to stay. */
    private ModelLoad whoGivesWay(PodSeat seat) {
        ModelLoad best = null;
        for (ModelLoad model : problem.models()) {
            boolean there = model.adapter() && occupancy.count(model, seat) > 0;
            boolean free =
                    there && !model.pair(seat).pinned() && (!model.facts().kept() || occupancy.replicas(model) > 1);
            if (free && (best == null || before(model, best, seat))) {
                best = model;
            }
        }
        return best;
    }

    /** Adapters that are to serve there: those that would be new there first, and of these the least urgent. */
    private List<ModelLoad> cameFirst(PodSeat seat) {
        return problem.models().stream()
                .filter(model -> model.adapter() && occupancy.count(model, seat) > 0)
                .filter(model -> !model.pair(seat).pinned())
                .sorted(Comparator.comparing((ModelLoad model) -> model.current(seat))
                        .thenComparing(model -> model.facts().urgency())
                        .thenComparing(ModelLoad::index))
                .toList();
    }

    private static boolean before(ModelLoad model, ModelLoad best, PodSeat seat) {
        if (model.current(seat) != best.current(seat)) {
            return best.current(seat);
        }
        return model.facts().urgency() < best.facts().urgency();
    }

    /** Its quanta go to its other pods, and where it stays, as far as they fit, and are unserved beyond. */
    private void giveWay(ModelLoad model, PodSeat seat) {
        changed = true;
        for (int left = occupancy.count(model, seat); left > 0; left--) {
            occupancy.take(model, seat);
            occupancy.put(model, other(model, seat));
        }
        places[seat.index()]++;
    }

    private PodSeat other(ModelLoad model, PodSeat not) {
        PodSeat best = null;
        for (PodSeat seat : problem.seats()) {
            boolean there = occupancy.count(model, seat) > 0 || promised(model, seat);
            boolean open = !seat.equals(not) && there && occupancy.fits(model, seat, seat.capacity());
            if (open && (best == null || occupancy.load(seat) < occupancy.load(best))) {
                best = seat;
            }
        }
        return best;
    }
}
