package dev.berth.streaming.batch;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.DeadLetter;
import dev.berth.domain.demand.EngineSample;
import dev.berth.domain.json.Json;
import dev.berth.streaming.demand.DemandConfig;
import dev.berth.streaming.demand.DemandGraph;
import dev.berth.streaming.demand.ReadRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.serialization.Encoder;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;

/** Runs a graph over a finished log, in this JVM, to its end. */
public final class BatchRun {
    private static final int MOST_LINES = 10_000_000;

    private BatchRun() {}

    private static StreamExecutionEnvironment environment() {
        Configuration settings = new Configuration();
        settings.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
        settings.set(CoreOptions.DEFAULT_PARALLELISM, 1);
        settings.set(PipelineOptions.GENERIC_TYPES, false);
        settings.set(PipelineOptions.OBJECT_REUSE, true); // Records are immutable.
        settings.set(
                RestartStrategyOptions.RESTART_STRATEGY, "none"); // A log that can't be read won't be a second time.
        return StreamExecutionEnvironment.getExecutionEnvironment(settings);
    }

    /**
     * @throws BatchFailedException for example if a file is no archive though its name says so
     */
    public static SloReport report(
            Source<ReadRecord, ?, ?> requests,
            Optional<Source<EngineSample, ?, ?>> samples,
            Period period,
            Map<String, Double> pricesPerHour) {
        try {
            List<ReportPart> parts =
                    UsageGraph.build(environment(), requests, samples, period).executeAndCollect("report", MOST_LINES);
            return SloReport.of(period, parts, pricesPerHour);
        } catch (Exception e) {
            throw new BatchFailedException("the log could not be read to its end", e);
        }
    }

    /**
     * The demand of each model at each window's end, as the stream would have told it, into files of a folder of its own:
     * {@code demand/} and {@code dead-letters/}, one document a line.
     *
     * @param out must not hold anything
     */
    public static void backfill(Source<ReadRecord, ?, ?> requests, Period period, DemandConfig config, Path out) {
        requireEmpty(out);
        StreamExecutionEnvironment env = environment();
        DemandGraph.Sinks sinks = new DemandGraph.Sinks(
                BatchRun.<AdapterDemand>lines(out.resolve("demand")),
                BatchRun.<DeadLetter>lines(out.resolve("dead-letters")));
        DemandGraph.build(env, requests, sinks, config, period.fromMillis(), period::holds);
        try {
            env.execute("backfill");
        } catch (Exception e) {
            throw new BatchFailedException("the log could not be read to its end", e);
        }
    }

    private static void requireEmpty(Path out) {
        if (!Files.exists(out)) {
            return;
        }
        try (Stream<Path> there = Files.list(out)) {
            if (there.findAny().isPresent()) {
                throw new IllegalArgumentException(
                        "the folder " + out + " is not empty; a backfill overwrites nothing");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the folder " + out + " can't be used: " + e.getMessage(), e);
        }
    }

    private static <T> FileSink<T> lines(Path folder) {
        Encoder<T> encoder = (value, stream) -> {
            stream.write(Json.write(value).getBytes(StandardCharsets.UTF_8));
            stream.write('\n');
        };
        return FileSink.forRowFormat(
                        org.apache.flink.core.fs.Path.fromLocalFile(
                                folder.toAbsolutePath().toFile()),
                        encoder)
                .withBucketAssigner(new BasePathBucketAssigner<>())
                .build();
    }
}
