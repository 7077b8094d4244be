package dev.berth.evaluation.scenario;

/**
 * What no placement and no routing can beat in a scenario; printed before any result.
 *
 * @param requests offered
 * @param requestsPerSecond mean
 * @param slotFloor pods so that the adapters that are active at once, in the busiest five minutes, have slots
 * @param strictSlotFloor pods so that every adapter has a slot of its own
 * @param load mean load of the fleet: share of its capacity within SLO, by the closed form
 * @param peakLoad of the busiest five minutes
 * @param loadFloor pods, of today's mix, so that the mean load is at most 1
 * @param peakLoadFloor pods so that the load of the busiest five minutes is at most 1
 * @param rateOfFloors multiple of the rate at which, on average, either all capacity or all slots are used up: more can't be
 *     sustained for long
 * @param ceiling share of the requests that an idle pod serves within SLO: the best attainment there can be
 */
public record ScenarioFloors(
        long requests,
        double requestsPerSecond,
        int slotFloor,
        int strictSlotFloor,
        double load,
        double peakLoad,
        int loadFloor,
        int peakLoadFloor,
        double rateOfFloors,
        double ceiling) {}
