package dev.berth.optimizer.problem;

/**
 * A model with demand, and what each pod means to it. Immutable, compared by identity: solvers hash it in their innermost
 * loops.
 */
public final class ModelLoad {
    /** What an unload costs against a load's milliseconds of engine time: next to nothing, engines evict lazily. */
    public static final long UNLOAD_COST = 1;

    /** More than any sum of missing replicas: an adapter that is there goes before one that is not there yet. */
    public static final long VANISHED_COST = 1_000_000;

    private final int index;
    private final ModelFacts facts;
    private final long[] load;
    private final double inFlight;
    private final long[] quantumLoad;
    private final long[] slotUse;
    private final Pair[] pairs;

    /**
     * What one pod means to the model.
     *
     * @param weight share of its traffic that the plan in force sends there
     * @param registered whether the pod has it
     * @param current whether it is there already, or on its way
     * @param pinned whether it must serve there: the operator says so, or it is being loaded to
     * @param loading whether it is being loaded: then it stays, if only as a spare copy
     * @param fresh whether it has come not long ago: as a spare copy it stays where places suffice, so that none comes and
     *     goes and comes again
     * @param left whether it was told to go from there not long ago, even if it has not gone yet: as a spare copy it stays
     *     away
     * @param loadMillis engine time that serving it there costs, with the prefix cache it has to warm; of a spare copy,
     *     which is in host memory already, it is the slot's load alone
     * @param repay the same as overload that it must remove to be worth it, ten-thousandths of a pod
     */
    public record Pair(
            PairBar bar,
            boolean registered,
            boolean current,
            double weight,
            boolean pinned,
            boolean loading,
            boolean fresh,
            boolean left,
            long loadMillis,
            long repay) {
        /** Whether it serves there now. */
        public boolean serving() {
            return current && weight > 0;
        }
    }

    /**
     * @param load of all its demand, by deployment group
     * @param inFlight requests of it that are expected in flight at once, which tell how often it is active at all: infinite
     *     if it is to count as always active, 0 for a base model, which takes no slot
     * @param pairs by seat
     */
    ModelLoad(int index, ModelFacts facts, long[] load, double inFlight, Pair[] pairs) {
        this.index = index;
        this.facts = facts;
        this.load = load.clone();
        this.inFlight = inFlight;
        this.quantumLoad = new long[load.length];
        for (int group = 0; group < load.length; group++) {
            quantumLoad[group] = Math.max(1, Math.round((double) load[group] / facts.quanta()));
        }
        this.slotUse = new long[facts.quanta() + 1];
        for (int quanta = 0; quanta <= facts.quanta(); quanta++) {
            slotUse[quanta] = slotUseOf((double) quanta / facts.quanta());
        }
        this.pairs = pairs.clone();
    }

    /** The same model with its demand cut into this many quanta. */
    ModelLoad cut(int quanta) {
        return quanta == facts.quanta() ? this : new ModelLoad(index, facts.withQuanta(quanta), load, inFlight, pairs);
    }

    public int index() {
        return index;
    }

    public ModelFacts facts() {
        return facts;
    }

    public String model() {
        return facts.model();
    }

    public boolean adapter() {
        return facts.adapter();
    }

    public int quanta() {
        return facts.quanta();
    }

    /** Failure domains that there are to spread over. */
    public int zones() {
        return facts.zones();
    }

    public Pair pair(PodSeat seat) {
        return pairs[seat.index()];
    }

    public PairBar bar(PodSeat seat) {
        return pairs[seat.index()].bar();
    }

    public boolean allowed(PodSeat seat) {
        return pairs[seat.index()].bar() == PairBar.NONE;
    }

    public boolean current(PodSeat seat) {
        return pairs[seat.index()].current();
    }

    /** Whether the pod serves some of it now, by the plan in force. */
    public boolean serving(PodSeat seat) {
        return pairs[seat.index()].serving();
    }

    public long quantumLoad(PodSeat seat) {
        return quantumLoad[seat.group()];
    }

    /** All of its demand on the pod. */
    public long load(PodSeat seat) {
        return load[seat.group()];
    }

    /** Thousandths of a slot that this many quanta on one pod take. */
    public long slotUse(int quantaThere) {
        return slotUse[Math.min(quantaThere, slotUse.length - 1)];
    }

    /** Thousandths of a slot that this share of its traffic takes on one pod: how much of the time it is active there. */
    public long slotUseOf(double share) {
        return share <= 0 ? 0 : Math.round(Units.SLOT * -Math.expm1(-inFlight * share));
    }

    public long loadMillis(PodSeat seat) {
        return pairs[seat.index()].loadMillis();
    }

    public long repay(PodSeat seat) {
        return pairs[seat.index()].repay();
    }

    /** What leaving one quantum out counts. */
    public long unservedCost() {
        return Math.max(1, facts.load() / facts.quanta()) * facts.urgency();
    }

    /** How many times the adapter's rank could be doubled within what every slot of the pod is padded to. */
    public long rankWaste(PodSeat seat) {
        return facts.adapter() ? Math.max(0, log2(seat.maxLoraRank()) - log2(facts.rank())) : 0;
    }

    private static int log2(int rank) {
        return 31 - Integer.numberOfLeadingZeros(Math.max(1, rank));
    }

    @Override
    public int hashCode() {
        return index;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public String toString() {
        return facts.model();
    }
}
