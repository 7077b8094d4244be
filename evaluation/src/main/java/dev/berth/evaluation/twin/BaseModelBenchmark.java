package dev.berth.evaluation.twin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.config.ConfigException;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import dev.berth.simulator.engine.Engine;
import dev.berth.simulator.engine.EngineRequest;
import dev.berth.simulator.engine.EventKind;
import dev.berth.simulator.engine.PrefixHashes;
import dev.berth.simulator.engine.StepResult;
import dev.berth.simulator.trace.Quantiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * AIBrix's benchmark of a server without adapters: for each prompt length, output length and rate, 100 requests with
 * exponential gaps that NumPy drew from seed 0, the first at once; measured are the whole answer's time and the throughput,
 * requests over the time from the first request to the last answer. (Its answers are not streamed, so its first-token times
 * say nothing.)
 */
public final class BaseModelBenchmark {
    private static final double NANOS = 1e9;

    private BaseModelBenchmark() {}

    /** One cell and what it gave; times in seconds. */
    public record Cell(
            int promptTokens, int outputTokens, double rate, int requests, double medianE2e, double throughput) {}

    /** @throws ConfigException with file and line if something can't be read */
    public static List<Cell> read(Path file) {
        Map<String, Cell> cells = new LinkedHashMap<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            if (!line.isBlank()) {
                try {
                    JsonNode node = Json.tree(line);
                    cells.merge(key(node), cell(node), BaseModelBenchmark::join);
                } catch (UnreadableJsonException | NullPointerException e) {
                    throw new ConfigException(file + ", line " + number + ": it is no benchmark record");
                }
            }
        }
        return List.copyOf(cells.values());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new ConfigException("can't read " + file + ": " + e.getMessage());
        }
    }

    private static String key(JsonNode node) {
        return node.get("input_tokens") + " " + node.get("output_tokens") + " " + node.get("request_rate");
    }

    private static Cell cell(JsonNode node) {
        String metric = node.get("metric").asText();
        return new Cell(
                node.get("input_tokens").asInt(),
                node.get("output_tokens").asInt(),
                node.get("request_rate").asDouble(),
                node.get("samples").asInt(),
                metric.equals("E2E") ? node.get("P50").asDouble() : 0,
                metric.equals("TPUT") ? node.get("mean").asDouble() : 0);
    }

    private static Cell join(Cell a, Cell b) {
        return new Cell(
                a.promptTokens(),
                a.outputTokens(),
                a.rate(),
                a.requests(),
                Math.max(a.medianE2e(), b.medianE2e()),
                Math.max(a.throughput(), b.throughput()));
    }

    /** The same cell on a simulated engine. */
    public static Cell simulate(EngineSpec spec, Cell cell) {
        Engine engine = new Engine(spec, false);
        long[] arrivals = arrivals(cell);
        List<Double> seconds = new ArrayList<>();
        long now = 0;
        int sent = 0;
        while (seconds.size() < arrivals.length) {
            while (sent < arrivals.length && arrivals[sent] <= now) {
                engine.submit(new EngineRequest(
                        sent,
                        arrivals[sent],
                        cell.promptTokens(),
                        cell.outputTokens(),
                        Engine.BASE,
                        PrefixHashes.NONE));
                sent++;
            }
            StepResult step = engine.advance(now, sent < arrivals.length ? arrivals[sent] : Long.MAX_VALUE);
            now = step.idle() ? arrivals[sent] : now + step.durationNanos();
            for (int i = 0; i < step.size(); i++) {
                if (step.kind(i) == EventKind.FINISHED) {
                    seconds.add((now - arrivals[(int) step.sequence(i).id()]) / NANOS);
                }
            }
        }
        double[] e2e =
                seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Cell(
                cell.promptTokens(),
                cell.outputTokens(),
                cell.rate(),
                cell.requests(),
                Quantiles.ofSorted(e2e, 0.5),
                arrivals.length / (now / NANOS));
    }

    private static long[] arrivals(Cell cell) {
        NumpyRandom random = new NumpyRandom(0);
        long[] arrivals = new long[cell.requests()];
        double at = 0;
        for (int i = 0; i < arrivals.length; i++) {
            arrivals[i] = Math.round(at * NANOS);
            at += random.exponential(cell.rate());
        }
        return arrivals;
    }

    /** How near an engine comes to the cells that a server without adapters gave. */
    public record Score(ErrorSummary throughput, ErrorSummary medianE2e) {}

    public static Score score(EngineSpec engine, List<Cell> cells) {
        List<Cell> simulated =
                cells.parallelStream().map(cell -> simulate(engine, cell)).toList();
        double[] throughput = new double[cells.size()];
        double[] e2e = new double[cells.size()];
        for (int i = 0; i < throughput.length; i++) {
            throughput[i] = simulated.get(i).throughput() / cells.get(i).throughput() - 1;
            e2e[i] = simulated.get(i).medianE2e() / cells.get(i).medianE2e() - 1;
        }
        return new Score(
                ErrorSummary.of(Arrays.stream(throughput), TwinScore.GOAL_THROUGHPUT),
                ErrorSummary.of(Arrays.stream(e2e), TwinScore.GOAL_TPOT));
    }
}
