package dev.berth.evaluation.compare;

/**
 * What no algorithm can beat, for the reader to see before any of them.
 *
 * @param pods that the workload begins with
 * @param adapters that it asks for
 * @param slots of a pod of the deployment with the most
 * @param offeredPerSecond mean rate of requests
 * @param loadFloorPods pods that the mean load fills, each request on its best deployment, by {@code domain.engine.SloCapacity} of its
 *     length and class with one adapter in a batch: a mean, so bursts need more
 * @param slotFloorPods pods at which each adapter has a slot of its own
 * @param activeSlotFloorPods pods whose slots hold the adapters that are expected to be active at a time, if requests take
 *     as long as on an idle pod: fewer can only serve by waiting
 */
public record Bounds(
        int pods,
        int adapters,
        int slots,
        double offeredPerSecond,
        double loadFloorPods,
        int slotFloorPods,
        double activeSlotFloorPods) {}
