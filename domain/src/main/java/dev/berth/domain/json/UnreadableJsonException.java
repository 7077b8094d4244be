package dev.berth.domain.json;

import com.fasterxml.jackson.core.JsonProcessingException;

/** A text that is not JSON, or not JSON of the expected shape. The message is one sentence with the place. */
public final class UnreadableJsonException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnreadableJsonException(String message, Throwable cause) {
        super(message, cause);
    }

    static UnreadableJsonException from(JsonProcessingException e, Class<?> type) {
        var at = e.getLocation();
        String place = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        return new UnreadableJsonException(
                "cannot read " + type.getSimpleName() + place + ": " + e.getOriginalMessage(), e);
    }
}
