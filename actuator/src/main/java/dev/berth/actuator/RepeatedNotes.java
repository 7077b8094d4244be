package dev.berth.actuator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what a step notes: once when it begins to be so, and again after a while if it still is. */
final class RepeatedNotes {
    private static final Logger log = LoggerFactory.getLogger(RepeatedNotes.class);
    private static final long AGAIN_MILLIS = 300_000;

    private final Map<String, Long> saidAt = new HashMap<>();

    void say(List<String> notes, long now) {
        for (String note : notes) {
            Long before = saidAt.get(note);
            if (before == null || now - before >= AGAIN_MILLIS) {
                saidAt.put(note, now);
                log.warn("note=\"{}\"", note);
            }
        }
        saidAt.values().removeIf(at -> now - at > 2 * AGAIN_MILLIS);
    }
}
