package dev.berth.simulator.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;

/** A line that is one JSON object, and says where in it something is wrong. */
record JsonLine(String source, int number, String text, JsonNode object) {

    static JsonLine read(String source, int number, String text) {
        JsonNode node;
        try {
            node = Json.tree(text);
        } catch (UnreadableJsonException e) {
            throw TraceException.at(
                    source, number, column(e), "not a JSON object: '" + TraceFiles.shortened(text) + "'");
        }
        if (!node.isObject()) {
            throw TraceException.at(source, number, 1, "not a JSON object: '" + TraceFiles.shortened(text) + "'");
        }
        return new JsonLine(source, number, text, node);
    }

    /** Where the parser stopped; 1 if it does not say. */
    static int column(UnreadableJsonException e) {
        return e.getCause() instanceof JsonProcessingException json && json.getLocation() != null
                ? Math.max(1, json.getLocation().getColumnNr())
                : 1;
    }

    /** The value of a field, null without one. */
    JsonNode field(String name) {
        return object.get(name);
    }

    /** A whole number from 0 to a most. */
    long whole(String field, long most) {
        JsonNode value = object.get(field);
        if (value == null) {
            throw bad(field, "has no '" + field + "'");
        }
        boolean isWhole =
                value.isIntegralNumber() || (value.isNumber() && value.asDouble() == Math.rint(value.asDouble()));
        if (!isWhole || !value.canConvertToLong() || value.asLong() < 0 || value.asLong() > most) {
            throw bad(
                    field, "'" + field + "' is not a whole number >= 0 but " + TraceFiles.shortened(value.toString()));
        }
        return value.asLong();
    }

    /** What is wrong with a field; the column is where its name stands. */
    TraceException bad(String field, String what) {
        return TraceException.at(source, number, Math.max(0, text.indexOf('"' + field + '"')) + 1, what);
    }
}
