package dev.berth.store;

import dev.berth.domain.Document;
import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads stored texts. One that is not of its type counts as absent, and is said once: not a reason for a reader to die. */
final class DocumentText {
    private static final Logger log = LoggerFactory.getLogger(DocumentText.class);

    private final Map<String, Integer> saidByPlace = new ConcurrentHashMap<>();

    <D extends Document> Optional<D> read(String place, String text, Class<D> type) {
        try {
            return Optional.of(Json.read(text, type));
        } catch (UnreadableJsonException e) {
            Integer said = saidByPlace.put(place, text.hashCode());
            if (said == null || said != text.hashCode()) {
                log.warn("stored document unreadable, taken as absent key={} cause=\"{}\"", place, e.getMessage());
            }
            return Optional.empty();
        }
    }
}
