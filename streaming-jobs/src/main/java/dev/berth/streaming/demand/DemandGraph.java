package dev.berth.streaming.demand;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.DeadLetter;
import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RouterHeartbeat;
import dev.berth.domain.demand.Topics;
import java.io.Serializable;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The graph of DemandJob, the same for a stream and for a finished log.
 *
 * <pre>
 *                       arrivals --+--by model---+
 *   source --> sort --> finished --|--by model---+--> demand --by window--+
 *                |                 |                  | late              +--> completeness --> demand sink
 *                |                 |                  | early -----------------------------> demand sink
 *                +----> heartbeats-+--by router--> accounts --by window---+
 *                +----> dead letters + late ---------------------------------------------> dead-letter sink
 * </pre>
 */
public final class DemandGraph {
    private DemandGraph() {}

    /** Where results go. */
    public record Sinks(Sink<AdapterDemand> demand, Sink<DeadLetter> deadLetters) {}

    /** Which records are of interest, by their event time. */
    @FunctionalInterface
    public interface TimeFilter extends Serializable {
        boolean holds(long atMillis);
    }

    /**
     * @param knownFrom event time that the source begins at
     */
    public static void build(
            StreamExecutionEnvironment env,
            Source<ReadRecord, ?, ?> source,
            Sinks sinks,
            DemandConfig config,
            long knownFrom) {
        build(read(env, source, config), sinks, config, knownFrom);
    }

    /** The same of a part of what the source gives. */
    public static void build(
            StreamExecutionEnvironment env,
            Source<ReadRecord, ?, ?> source,
            Sinks sinks,
            DemandConfig config,
            long knownFrom,
            TimeFilter period) {
        DataStream<ReadRecord> read = read(env, source, config)
                .filter(record -> !record.readable() || period.holds(record.atMillis()))
                .name("period")
                .uid("period");
        build(read, sinks, config, knownFrom);
    }

    private static DataStream<ReadRecord> read(
            StreamExecutionEnvironment env, Source<ReadRecord, ?, ?> source, DemandConfig config) {
        return env.fromSource(source, eventTime(config), "requests", TypeInformation.of(ReadRecord.class))
                .uid("requests");
    }

    private static void build(DataStream<ReadRecord> read, Sinks sinks, DemandConfig config, long knownFrom) {
        Windows windows = config.windows();
        SingleOutputStreamOperator<RequestArrived> arrivals =
                read.process(new SortRecords()).name("sort").uid("sort");
        DataStream<RequestFinished> finished = arrivals.getSideOutput(SortRecords.FINISHED);
        DataStream<RouterHeartbeat> heartbeats = arrivals.getSideOutput(SortRecords.HEARTBEATS);

        SingleOutputStreamOperator<AdapterDemand> demand = arrivals.keyBy(RequestArrived::model, Types.STRING)
                .connect(finished.keyBy(RequestFinished::model, Types.STRING))
                .process(new AdapterDemandFunction(
                        windows, new RecordReader(Topics.REQUESTS, config.futureMillis()), knownFrom))
                .name("demand")
                .uid("demand");
        DataStream<RouterAccount> accounts = heartbeats
                .keyBy(RouterHeartbeat::router, Types.STRING)
                .connect(arrivals.keyBy(RequestArrived::router, Types.STRING))
                .process(new RouterAccountFunction(windows))
                .name("accounts")
                .uid("accounts");

        demand.keyBy(AdapterDemand::windowEndMillis, Types.LONG)
                .connect(accounts.keyBy(RouterAccount::windowEndMillis, Types.LONG))
                .process(new CompletenessFunction(windows))
                .name("completeness")
                .uid("completeness")
                .union(demand.getSideOutput(AdapterDemandFunction.EARLY))
                .sinkTo(sinks.demand())
                .setParallelism(1) // One writer of the document.
                .name("blackboard")
                .uid("blackboard");
        arrivals.getSideOutput(SortRecords.DEAD)
                .union(demand.getSideOutput(AdapterDemandFunction.LATE))
                .sinkTo(sinks.deadLetters())
                .name("dead-letters")
                .uid("dead-letters");
    }

    private static WatermarkStrategy<ReadRecord> eventTime(DemandConfig config) {
        return WatermarkStrategy.forGenerator(
                        new PartitionClocks(config.outOfOrderMillis(), config.idleMillis(), System::currentTimeMillis))
                .withTimestampAssigner((record, kafkaMillis) -> record.atMillis());
    }
}
