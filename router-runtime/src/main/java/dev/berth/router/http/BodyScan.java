package dev.berth.router.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What the router needs of a request's body, and where the model's name stands in its bytes.
 *
 * <p>The whole body is read: of a key that is given twice, JSON readers take the last, and so must the router, or a request
 * would be judged by one model and served by another.
 *
 * @param modelStart of the JSON string, at its opening quote
 * @param modelEnd after its closing quote
 * @param maxTokens that may be generated; 0 if the body does not say
 */
record BodyScan(String model, int modelStart, int modelEnd, boolean stream, long maxTokens) {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
    private static final int BOM_BYTES = 3;

    /** A body that can't be routed. */
    static final class UnusableBodyException extends Exception {
        private static final long serialVersionUID = 1;

        private final transient ApiError error;

        private UnusableBodyException(ApiError error) {
            super(error.message(), null, false, false);
            this.error = error;
        }

        ApiError error() {
            return error;
        }
    }

    static BodyScan of(byte[] bytes, int length, StringBlocks blocks) throws UnusableBodyException {
        if (length == 0) {
            throw broken("the request has no body; expected a JSON object");
        }
        if (isWide(bytes, length)) {
            throw broken("the body must be JSON in UTF-8");
        }
        int start = hasBom(bytes, length) ? BOM_BYTES : 0;
        BodyScan quick = BodyWalk.scan(bytes, start, length, blocks);
        return quick != null ? quick : thoroughly(bytes, start, length);
    }

    /** By the parser of a JSON library: for what {@link BodyWalk} gives up on, and the judge of it in tests. */
    static BodyScan thoroughly(byte[] bytes, int start, int length) throws UnusableBodyException {
        try (JsonParser parser = JSON.createParser(bytes, start, length - start)) {
            return scan(parser, start);
        } catch (JsonProcessingException e) {
            throw broken("the body is not valid JSON: " + firstLine(e) + " (byte "
                    + (e.getLocation() == null ? "?" : start + e.getLocation().getByteOffset()) + ")");
        } catch (IOException e) {
            throw new UncheckedIOException(e); // There is no I/O in an array.
        }
    }

    private static BodyScan scan(JsonParser parser, int start) throws IOException, UnusableBodyException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw broken("the body must be a JSON object");
        }
        String model = null;
        int modelStart = 0;
        int modelEnd = 0;
        boolean stream = false;
        long maxTokens = 0;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "model" -> {
                    if (value != JsonToken.VALUE_STRING) {
                        throw badModel("'model' must be a string");
                    }
                    modelStart = start + (int) parser.currentTokenLocation().getByteOffset();
                    model = parser.getText();
                    modelEnd = start + (int) parser.currentLocation().getByteOffset();
                }
                case "stream" -> stream = value == JsonToken.VALUE_TRUE;
                case "max_tokens", "max_completion_tokens" -> maxTokens = Math.max(maxTokens, count(parser, value));
                default -> parser.skipChildren();
            }
            parser.skipChildren();
        }
        if (parser.nextToken() != null) {
            throw broken("the body has more than one JSON value");
        }
        if (model == null || model.isEmpty()) {
            throw badModel("the body has no 'model'");
        }
        return new BodyScan(model, modelStart, modelEnd, stream, maxTokens);
    }

    private static long count(JsonParser parser, JsonToken value) throws IOException {
        boolean small =
                value == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        return small ? Math.max(0, parser.getLongValue()) : 0;
    }

    /** UTF-16 or UTF-32, which JSON readers guess by the zeros or the mark at the start. */
    private static boolean isWide(byte[] bytes, int length) {
        return bytes[0] == 0 || (length > 1 && bytes[1] == 0) || bytes[0] == (byte) 0xFE || bytes[0] == (byte) 0xFF;
    }

    private static boolean hasBom(byte[] bytes, int length) {
        return length >= BOM_BYTES && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    }

    private static String firstLine(JsonProcessingException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    }

    private static UnusableBodyException broken(String message) {
        return new UnusableBodyException(ApiError.badRequest("invalid_json", null, message));
    }

    private static UnusableBodyException badModel(String message) {
        return new UnusableBodyException(ApiError.badRequest("missing_model", "model", message));
    }
}
