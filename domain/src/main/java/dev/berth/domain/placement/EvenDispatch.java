package dev.berth.domain.placement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Round-robin dispatch of adapters over pods, for the time before the first plan and as the simplest rival. As llmaz's
 * Proposal-27 has it: while there are slots every adapter is on at least one pod and every pod with slots holds at least one
 * adapter; never an adapter twice on a pod, never more than {@code slots} on a pod. 2 pods and 3 adapters give {1, 3} {2}; 7 pods and 3 adapters give
 * {1} {2} {3} {1} {2} {3} {1}.
 */
public final class EvenDispatch {
    private EvenDispatch() {}

    /**
     * A pod that adapters may go to.
     *
     * @param slots adapters that it may hold
     */
    public record Seat(String pod, int slots) {}

    /**
     * @param adapters in the order of dispatch
     * @param seats in the order of dispatch
     * @return adapters by pod, in the order of the seats; adapters that found no slot are in none
     */
    public static Map<String, List<String>> dispatch(List<String> adapters, List<Seat> seats) {
        Map<String, List<String>> byPod = new LinkedHashMap<>();
        seats.forEach(seat -> byPod.put(seat.pod(), new ArrayList<>()));
        if (adapters.isEmpty() || seats.isEmpty()) {
            return byPod;
        }
        int usable = (int) seats.stream().filter(seat -> seat.slots() > 0).count();
        int turns = Math.max(adapters.size(), usable);
        int seat = 0;
        for (int turn = 0; turn < turns; turn++) {
            String adapter = adapters.get(turn % adapters.size());
            int free = firstFree(adapter, seats, seat, byPod);
            if (free < 0) {
                continue;
            }
            byPod.get(seats.get(free).pod()).add(adapter);
            seat = (free + 1) % seats.size();
        }
        return Collections.unmodifiableMap(byPod);
    }

    private static int firstFree(String adapter, List<Seat> seats, int from, Map<String, List<String>> byPod) {
        for (int i = 0; i < seats.size(); i++) {
            int at = (from + i) % seats.size();
            List<String> held = byPod.get(seats.get(at).pod());
            if (held.size() < seats.get(at).slots() && !held.contains(adapter)) {
                return at;
            }
        }
        return -1;
    }
}
