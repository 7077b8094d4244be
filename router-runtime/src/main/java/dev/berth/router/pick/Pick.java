package dev.berth.router.pick;

import java.util.EnumMap;
import java.util.Map;

/**
 * A choice.
 *
 * @param index of the candidate in the list that was offered; -1 of {@link #WAIT}
 */
public record Pick(int index, PickReason reason) {
    /** No pod now: ask again when a request has ended or the table has changed. The router's waiting room bounds it. */
    public static final Pick WAIT = new Pick(-1, PickReason.AT_CAPACITY);

    private static final int KEPT = 64;
    private static final Map<PickReason, Pick[]> KNOWN = known();

    /** The same as the constructor's, without a new object for most. */
    public static Pick of(int index, PickReason reason) {
        return index >= 0 && index < KEPT ? KNOWN.get(reason)[index] : new Pick(index, reason);
    }

    public boolean waits() {
        return index < 0;
    }

    private static Map<PickReason, Pick[]> known() {
        Map<PickReason, Pick[]> known = new EnumMap<>(PickReason.class);
        for (PickReason reason : PickReason.values()) {
            Pick[] picks = new Pick[KEPT];
            for (int i = 0; i < KEPT; i++) {
                picks[i] = new Pick(i, reason);
            }
            known.put(reason, picks);
        }
        return known;
    }
}
