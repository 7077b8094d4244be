package dev.berth.streaming.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.json.Json;
import dev.berth.streaming.cluster.FlinkRest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** What a cluster says of its jobs over its REST interface. */
final class FlinkJobs {
    private FlinkJobs() {}

    /** Whether the job that runs under that name was begun from a checkpoint. */
    static boolean restored(int restPort, String name) {
        String url = "http://127.0.0.1:" + restPort;
        String id = new FlinkRest(url).running(name).orElseThrow().id();
        try (InputStream in =
                URI.create(url + "/jobs/" + id + "/checkpoints").toURL().openStream()) {
            JsonNode answer = Json.tree(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return answer.path("counts").path("restored").asLong() > 0;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
