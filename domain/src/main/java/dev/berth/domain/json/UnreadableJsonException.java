package dev.berth.domain.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;

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
                "cannot read " + type.getSimpleName() + pathOf(e) + place + ": " + firstLine(e), e);
    }

    private static String firstLine(JsonProcessingException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("no reason given");
    }

    /** {@code  in pods[3].id}, empty at the top or if the text is no JSON at all. */
    static String pathOf(JsonProcessingException e) {
        if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
            return "";
        }
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : mapping.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return " in " + path;
    }
}
