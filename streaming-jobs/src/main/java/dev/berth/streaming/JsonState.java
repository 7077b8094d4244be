package dev.berth.streaming;

import dev.berth.domain.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Checkpointed values as JSON: a field that a newer build adds is ignored by an older one, so state outlives an upgrade.
 */
public final class JsonState<T> implements SimpleVersionedSerializer<T> {
    private static final int VERSION = 1;

    private final Class<T> type;

    public JsonState(Class<T> type) {
        this.type = type;
    }

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(T value) {
        return Json.write(value).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public T deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "state of " + type.getSimpleName() + " has form " + version + ", known is " + VERSION);
        }
        return Json.read(new String(serialized, StandardCharsets.UTF_8), type);
    }
}
