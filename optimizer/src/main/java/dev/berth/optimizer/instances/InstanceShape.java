package dev.berth.optimizer.instances;

/**
 * What an instance is made of. The same shape and seed make the same instance, byte for byte.
 *
 * @param slots GPU slots of a pod
 * @param load of all demand, as a share of what all pods can do; plans aim at 0.8
 * @param zipf exponent of the adapters' popularity; 0 is even
 * @param drift share of the adapters that have exchanged their popularity with another since the plan in force was made
 */
public record InstanceShape(int adapters, int pods, int slots, double load, double zipf, double drift, long seed) {
    public InstanceShape {
        if (adapters < 1 || pods < 1 || slots < 1) {
            throw new IllegalArgumentException("an instance has at least one adapter, pod and slot");
        }
        if ((long) pods * slots < adapters) {
            throw new IllegalArgumentException(
                    adapters + " adapters do not fit into the " + (long) pods * slots + " slots of " + pods + " pods");
        }
        if (!(load > 0 && load <= 2) || !(zipf >= 0 && zipf <= 4) || !(drift >= 0 && drift <= 1)) {
            throw new IllegalArgumentException(
                    "load lies in (0, 2], zipf in [0, 4], drift in [0, 1]; found " + load + ", " + zipf + ", " + drift);
        }
    }

    public InstanceShape withSeed(long newSeed) {
        return new InstanceShape(adapters, pods, slots, load, zipf, drift, newSeed);
    }
}
