package dev.berth.simulator.trace;

import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.TokenSource;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.json.Json;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge.Verdict;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.PriorityQueue;

/**
 * Writes requests as Berth's own request log, in the order of event time: what a router would have logged if each request had
 * met an idle pod. Nobody served them, so none is judged.
 */
public final class BerthLogWriter implements TraceWriter {
    /** 2024-01-01, as Berth's samples; no real time is claimed. */
    private static final long START_MILLIS = 1_704_067_200_000L;

    private static final String ROUTER = "trace";

    private final BufferedWriter out;
    private final EngineSpec engine;
    private final String baseModel;
    private final PriorityQueue<RequestFinished> running = new PriorityQueue<>(
            Comparator.comparingLong(RequestFinished::atMillis).thenComparing(RequestFinished::requestId));
    private long written;

    /**
     * @param engine of the idle pod
     * @param baseModel that requests without a model ask for
     */
    public BerthLogWriter(Path file, EngineSpec engine, String baseModel) throws IOException {
        this.out = Files.newBufferedWriter(file);
        this.engine = engine;
        this.baseModel = baseModel;
    }

    @Override
    public void write(TraceRequest request) throws IOException {
        long atMillis = START_MILLIS + Math.round(request.atSeconds() * 1000);
        while (!running.isEmpty() && running.element().atMillis() <= atMillis) {
            line(running.remove());
        }
        String id = String.format(Locale.ROOT, "t%09d", written++);
        String model = request.model().isEmpty() ? baseModel : request.model();
        long bodyBytes = Math.round(request.promptTokens() * engine.bytesPerPromptToken());
        line(new RequestArrived(
                RequestRecord.FORM, ROUTER, atMillis, id, model, "", bodyBytes, request.promptTokens(), true));
        running.add(finished(request, atMillis, id, model));
    }

    private RequestFinished finished(TraceRequest request, long arrivedAtMillis, String id, String model) {
        double ttft = engine.stepTime()
                .idlePrefillSeconds(request.promptTokens(), engine.limits().maxBatchedTokens());
        double kvTokens = request.promptTokens() + request.outputTokens() / 2.0;
        double tpot = engine.stepTime().millis(1, 0, kvTokens, model.equals(baseModel) ? 0 : 1) / 1000;
        double e2e = ttft + tpot * (request.outputTokens() - 1);
        return new RequestFinished(
                RequestRecord.FORM,
                ROUTER,
                arrivedAtMillis + Math.round(e2e * 1000),
                id,
                model,
                "",
                arrivedAtMillis,
                "trace",
                "",
                1,
                Outcome.COMPLETED,
                200,
                true,
                0,
                ttft,
                e2e,
                request.promptTokens(),
                0,
                request.outputTokens(),
                TokenSource.USAGE,
                "",
                Verdict.NOT_COUNTED,
                "trace",
                "converted");
    }

    private void line(RequestRecord record) throws IOException {
        out.write(Json.write(record) + "\n");
    }

    @Override
    public void close() throws IOException {
        try (out) {
            while (!running.isEmpty()) {
                line(running.remove());
            }
        }
    }
}
