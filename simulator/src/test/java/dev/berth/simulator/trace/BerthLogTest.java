package dev.berth.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.RouterHeartbeat;
import dev.berth.domain.demand.TokenSource;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.json.Json;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BerthLogTest {
    private static final long START = 1_700_000_000_000L;
    private static final Path H100 = Path.of("..", "datasets", "engines", "h100.json");

    @TempDir
    private Path directory;

    private Path log(RequestRecord... records) throws IOException {
        return Files.writeString(
                directory.resolve("requests.jsonl"),
                Arrays.stream(records).map(record -> Json.write(record) + "\n").collect(Collectors.joining()));
    }

    private static RequestArrived arrived(String id, double atSeconds, String model, long promptEstimate) {
        return new RequestArrived(
                RequestRecord.FORM, "r", at(atSeconds), id, model, "", 4 * promptEstimate, promptEstimate, true);
    }

    private static RequestFinished finished(
            String id, double arrived, double ended, String model, Outcome outcome, long prompt, long output) {
        return new RequestFinished(
                RequestRecord.FORM,
                "r",
                at(ended),
                id,
                model,
                "",
                at(arrived),
                "p",
                "1",
                1,
                outcome,
                200,
                true,
                0,
                0.1,
                ended - arrived,
                prompt,
                0,
                output,
                TokenSource.USAGE,
                "standard",
                Verdict.MET,
                "slo",
                "");
    }

    private static long at(double seconds) {
        return START + Math.round(seconds * 1000);
    }

    @Test
    void requestsComeByArrivalWithTheirModelsAndRealLengths() throws IOException {
        Path file = log(
                arrived("long", 0, "a", 90),
                arrived("short", 1, "b", 10),
                finished("short", 1, 2, "b", Outcome.COMPLETED, 11, 5),
                finished("long", 0, 9, "a", Outcome.COMPLETED, 100, 400));

        assertThat(TraceFiles.read(file).requests())
                .containsExactly(
                        new TraceRequest(0, 100, 400, List.of(), "a"), new TraceRequest(1, 11, 5, List.of(), "b"));
    }

    @Test
    void whatWasNotServedIsDemandAllTheSame() throws IOException {
        Path file = log(
                arrived("rejected before anything", 0, "a", 50),
                finished("rejected before anything", 0, 0, "a", Outcome.REJECTED, 0, 0),
                arrived("done", 1, "a", 60),
                finished("done", 1, 3, "a", Outcome.COMPLETED, 61, 7),
                arrived("broken", 4, "a", 70),
                finished("broken", 4, 5, "a", Outcome.FAILED, 0, 0),
                arrived("their mistake", 5, "a", 10),
                finished("their mistake", 5, 5, "a", Outcome.CLIENT_ERROR, 0, 0),
                arrived("never ended", 6, "b", 80));

        assertThat(TraceFiles.read(file).requests())
                .containsExactly(
                        new TraceRequest(0, 50, 128, List.of(), "a"),
                        new TraceRequest(1, 61, 7, List.of(), "a"),
                        new TraceRequest(4, 70, 7, List.of(), "a"),
                        new TraceRequest(6, 80, 7, List.of(), "b"));
    }

    @Test
    void aRequestIsGivenUpAfterTenMinutesAndThenCountsOnce() throws IOException {
        Path file = log(
                arrived("endless", 0, "a", 50),
                new RouterHeartbeat(RequestRecord.FORM, "r", at(601), START, 1, 0, 0),
                finished("endless", 0, 700, "a", Outcome.COMPLETED, 50, 9));

        assertThat(TraceFiles.read(file).requests()).containsExactly(new TraceRequest(0, 50, 128, List.of(), "a"));
    }

    @Test
    void whatIsWrongIsSaidWithLineAndColumn() throws IOException {
        String good = Json.write(arrived("x", 0, "a", 1)) + "\n";
        Path torn = Files.writeString(directory.resolve("torn"), good + good.substring(0, 40) + "\n");
        assertThatThrownBy(() -> TraceFiles.read(torn))
                .hasMessageStartingWith(torn + ", line 2, column 4")
                .hasMessageContaining("not a record of berth.requests");

        Path unknown = Files.writeString(directory.resolve("unknown"), good + "{\"type\": \"departed\"}\n");
        assertThatThrownBy(() -> TraceFiles.read(unknown)).hasMessageContaining(", line 2, column ");

        Path later = Files.writeString(directory.resolve("later"), good.replace("\"v\":1", "\"v\":2"));
        assertThatThrownBy(() -> TraceFiles.read(later))
                .hasMessage(later + ", line 1, column 1: a record of form 2; this build reads form 1");
    }

    @Test
    void whatIsWrittenIsReadAgainInTheOrderOfEventTime() throws IOException {
        EngineSpec engine = Json.read(Files.readString(H100), EngineSpec.class);
        List<TraceRequest> requests = List.of(
                new TraceRequest(0, 1000, 500, List.of(), "adapter-1"),
                new TraceRequest(0.25, 10, 2, List.of(), ""),
                new TraceRequest(30, 10, 1, List.of(), "adapter-2"));
        Path file = directory.resolve("written.jsonl");

        try (BerthLogWriter writer = new BerthLogWriter(file, engine, "base")) {
            for (TraceRequest request : requests) {
                writer.write(request);
            }
        }

        List<Long> times = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            times.add(Json.read(line, RequestRecord.class).atMillis());
        }
        assertThat(times).hasSize(6).isSorted();
        assertThat(TraceFiles.read(file).requests())
                .containsExactly(requests.get(0), requests.get(1).forModel("base"), requests.get(2));
    }
}
