package dev.berth.streaming.batch;

import dev.berth.domain.demand.EngineSample;
import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.streaming.demand.ReadRecord;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Requests and engine samples of a period to the pieces of a report.
 *
 * <pre>
 *   requests --+-- arrived  --by (model, tenant)--+
 *              +-- finished --by (model, tenant)--+--> usage ---+
 *              +-- unreadable ------------------------> count --+--> pieces
 *   samples ----------------------by pod---------> pod time ----+
 * </pre>
 */
public final class UsageGraph {
    private static final TypeInformation<UsageFunction.Asker> ASKER = TypeInformation.of(UsageFunction.Asker.class);

    private UsageGraph() {}

    /**
     * @param samples none if pods' hours are not asked for
     */
    public static DataStream<ReportPart> build(
            StreamExecutionEnvironment env,
            Source<ReadRecord, ?, ?> requests,
            Optional<Source<EngineSample, ?, ?>> samples,
            Period period) {
        DataStream<ReadRecord> read = env.fromSource(
                        requests,
                        WatermarkStrategy.<ReadRecord>noWatermarks()
                                .withTimestampAssigner((record, unused) -> record.atMillis()),
                        "requests",
                        TypeInformation.of(ReadRecord.class))
                .uid("requests");
        DataStream<RequestArrived> arrived = read.filter(
                        record -> record.arrived() != null && period.holds(record.atMillis()))
                .uid("arrived")
                .map(ReadRecord::arrived)
                .returns(RequestArrived.class)
                .uid("arrivals");
        DataStream<RequestFinished> finished = read.filter(
                        record -> record.finished() != null && period.holds(record.atMillis()))
                .uid("finished")
                .map(ReadRecord::finished)
                .returns(RequestFinished.class)
                .uid("ends");
        DataStream<ReportPart> usage = arrived.keyBy(a -> new UsageFunction.Asker(a.model(), a.tenant()), ASKER)
                .connect(finished.keyBy(f -> new UsageFunction.Asker(f.model(), f.tenant()), ASKER))
                .process(new UsageFunction())
                .uid("usage");
        DataStream<ReportPart> unreadable = read.filter(record -> !record.readable())
                .uid("unreadable")
                .keyBy(record -> 0, Types.INT)
                .process(new UnreadableFunction())
                .uid("count");
        DataStream<ReportPart> parts = usage.union(unreadable);
        return samples.map(source -> parts.union(podTimes(env, source, period))).orElse(parts);
    }

    private static DataStream<ReportPart> podTimes(
            StreamExecutionEnvironment env, Source<EngineSample, ?, ?> samples, Period period) {
        return env.fromSource(
                        samples,
                        WatermarkStrategy.<EngineSample>noWatermarks()
                                .withTimestampAssigner((sample, unused) -> sample.atMillis()),
                        "samples",
                        TypeInformation.of(EngineSample.class))
                .uid("samples")
                .filter(sample -> period.holds(sample.atMillis()))
                .uid("samples-of-period")
                .keyBy(EngineSample::pod, Types.STRING)
                .process(new PodTimeFunction())
                .uid("pod-times");
    }
}
