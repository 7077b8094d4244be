package dev.berth.streaming.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The REST interface of a Flink cluster, wherever it is: to hand in a job's jar, and to stop jobs with a savepoint. */
public final class FlinkRest {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);
    private static final long LOOK_EVERY_MILLIS = 200;
    private static final Duration LEADER_WITHIN = Duration.ofSeconds(20);
    private static final int UNAVAILABLE = 503;

    /** Flink's method in which every task does. */
    private static final String TAKING_UP_STATE = "initializeStateAndOpenOperators";

    private static final String BOUNDARY = "berth-job-jar";

    private final String url;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /**
     * @param url {@code http://HOST:PORT}
     */
    public FlinkRest(String url) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** A job that the cluster knows; a state that has no end yet is {@code RUNNING}, {@code CREATED} or {@code RESTARTING}. */
    public record ClusterJob(String id, String name, String state) {
        public boolean running() {
            return List.of("CREATED", "INITIALIZING", "RUNNING", "RESTARTING", "FAILING", "RECONCILING")
                    .contains(state);
        }
    }

    public List<ClusterJob> jobs() {
        List<ClusterJob> jobs = new ArrayList<>();
        for (JsonNode job : get("/jobs/overview").path("jobs")) {
            jobs.add(new ClusterJob(
                    job.path("jid").asText(),
                    job.path("name").asText(),
                    job.path("state").asText()));
        }
        return jobs;
    }

    /** The one that runs under that name, if any. */
    public Optional<ClusterJob> running(String name) {
        return jobs().stream()
                .filter(job -> job.running() && job.name().equals(name))
                .findFirst();
    }

    /** How many checkpoints it has made, since it was submitted. */
    public long completedCheckpoints(String jobId) {
        return get("/jobs/" + jobId + "/checkpoints")
                .path("counts")
                .path("completed")
                .asLong();
    }

    /** How often it failed as its tasks took up their state, of the failures that the cluster remembers. */
    public long failedStarts(String jobId) {
        long failed = 0;
        for (JsonNode failure :
                get("/jobs/" + jobId + "/exceptions").path("exceptionHistory").path("entries")) {
            failed += failure.path("stacktrace").asText().contains(TAKING_UP_STATE) ? 1 : 0;
        }
        return failed;
    }

    /** Hands in a jar; returns the name that the cluster gives it. */
    public String upload(Path jar) {
        String head = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                + jar.getFileName() + "\"\r\nContent-Type: application/x-java-archive\r\n\r\n";
        try {
            BodyPublisher body = BodyPublishers.concat(
                    BodyPublishers.ofString(head),
                    BodyPublishers.ofFile(jar),
                    BodyPublishers.ofString("\r\n--" + BOUNDARY + "--\r\n"));
            HttpRequest request = request("/jars/upload")
                    .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                    .POST(body)
                    .build();
            String file = send(request).path("filename").asText();
            return file.substring(file.lastIndexOf('/') + 1);
        } catch (IOException e) {
            throw new ClusterFailedException("the jar " + jar + " can't be read", e);
        }
    }

    /**
     * Starts a job; returns its id.
     *
     * @param savepoint to go on from, if any
     */
    public String run(String jar, String mainClass, List<String> arguments, Optional<String> savepoint) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("entryClass", mainClass);
        body.put("programArgsList", arguments);
        savepoint.ifPresent(path -> body.put("savepointPath", path));
        return post("/jars/" + jar + "/run", body).path("jobid").asText();
    }

    /** Takes the jar away again; what was started of it goes on. */
    public void forget(String jar) {
        send(request("/jars/" + jar).DELETE().build());
    }

    /**
     * Stops a job in order, and keeps its state; returns where.
     *
     * @param directory that JobManager and TaskManagers can write
     * @throws ClusterFailedException if there is no savepoint in that time; the job goes on then
     */
    public String stop(String jobId, String directory, Duration atMost) throws InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("drain", false);
        body.put("targetDirectory", directory);
        body.put("formatType", "CANONICAL");
        String trigger =
                post("/jobs/" + jobId + "/stop", body).path("request-id").asText();
        long giveUpAt = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() < giveUpAt) {
            JsonNode answer = get("/jobs/" + jobId + "/savepoints/" + trigger);
            if (answer.path("status").path("id").asText().equals("COMPLETED")) {
                JsonNode location = answer.path("operation").path("location");
                if (location.isTextual()) {
                    return location.asText();
                }
                throw failed("the job could not be stopped with a savepoint", answer.path("operation"));
            }
            Thread.sleep(LOOK_EVERY_MILLIS);
        }
        throw new ClusterFailedException(
                "there was no savepoint within " + atMost.toSeconds() + " s", new IOException(url));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(ANSWER_WITHIN);
    }

    private JsonNode get(String path) {
        return send(request(path).GET().build());
    }

    private JsonNode post(String path, Object body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.write(body)))
                .build());
    }

    /** A cluster that is just choosing its leader says so; it is asked again. */
    private JsonNode send(HttpRequest request) {
        long giveUpAt = System.nanoTime() + LEADER_WITHIN.toNanos();
        try {
            HttpResponse<String> answer = exchange(request);
            while (answer.statusCode() == UNAVAILABLE && System.nanoTime() < giveUpAt) {
                Thread.sleep(LOOK_EVERY_MILLIS);
                answer = exchange(request);
            }
            JsonNode body = answer.body().isBlank() ? Json.tree("{}") : Json.tree(answer.body());
            if (answer.statusCode() >= 300) {
                throw failed("the cluster at " + url + " refused with " + answer.statusCode(), body);
            }
            return body;
        } catch (IOException | UnreadableJsonException e) {
            throw new ClusterFailedException("the cluster at " + url + " does not answer as Flink does", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterFailedException("the cluster at " + url + " was not waited for", e);
        }
    }

    private HttpResponse<String> exchange(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /** Flink's errors are stack traces; their last cause says what happened. */
    private static ClusterFailedException failed(String what, JsonNode answer) {
        String cause = answer.toString();
        int last = cause.lastIndexOf("Caused by: ");
        String line = last < 0 ? cause : cause.substring(last + "Caused by: ".length());
        int end = line.indexOf("\\n");
        return new ClusterFailedException(what, new IOException(end < 0 ? line : line.substring(0, end)));
    }
}
