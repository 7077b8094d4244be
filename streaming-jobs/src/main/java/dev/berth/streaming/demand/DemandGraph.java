package dev.berth.streaming.demand;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.DeadLetter;
import dev.berth.domain.demand.Topics;
import java.io.Serializable;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The graph of DemandJob, the same for a stream and for a finished log.
 *
 * <pre>
 *   source --> sort --> requests --------------------by model---> demand ----by window--+
 *                |                                                | late                +--> completeness --> demand sink
 *                |                                                | early ----------------+
 *                +----> arrivals, heartbeats --by router--> accounts ----by window------+
 *                +----> dead letters + late ---------------------------------------------> dead-letter sink
 * </pre>
 *
 * <p>With one reader, as by default, all up to demand and accounts is one task: a record is not written to bytes and read
 * again on its way (that took more time than all else), and nothing goes between threads but what windows amount to.
 * Completeness and the demand sink are the other task.
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
        SingleOutputStreamOperator<ReadRecord> requests = read.process(new SortRecords())
                .returns(ReadRecord.class)
                .name("sort")
                .uid("sort");
        SingleOutputStreamOperator<AdapterDemand> demand = by(ReadRecord::model, requests)
                .process(new AdapterDemandFunction(
                        windows, new RecordReader(Topics.REQUESTS, config.futureMillis()), knownFrom))
                .returns(DemandSerializer.TYPE)
                .name("demand")
                .uid("demand");
        DataStream<RouterAccount> accounts = by(ReadRecord::router, requests.getSideOutput(SortRecords.ACCOUNTED))
                .process(new RouterAccountFunction(windows))
                .name("accounts")
                .uid("accounts");

        demand.union(demand.getSideOutput(AdapterDemandFunction.EARLY))
                .keyBy(AdapterDemand::windowEndMillis, Types.LONG)
                .connect(accounts.keyBy(RouterAccount::windowEndMillis, Types.LONG))
                .process(new CompletenessFunction(windows))
                .returns(DemandSerializer.TYPE)
                .name("completeness")
                .uid("completeness")
                .sinkTo(sinks.demand())
                .setParallelism(1) // One writer of the document.
                .name("blackboard")
                .uid("blackboard");
        requests.getSideOutput(SortRecords.DEAD)
                .union(demand.getSideOutput(AdapterDemandFunction.LATE))
                .sinkTo(sinks.deadLetters())
                .name("dead-letters")
                .uid("dead-letters");
    }

    /** By that key; one reader has all keys, so its records stay where they are. */
    private static KeyedStream<ReadRecord, String> by(
            KeySelector<ReadRecord, String> key, DataStream<ReadRecord> records) {
        boolean streaming = records.getExecutionEnvironment().getConfiguration().get(ExecutionOptions.RUNTIME_MODE)
                == RuntimeExecutionMode.STREAMING;
        return streaming && records.getParallelism() == 1
                ? DataStreamUtils.reinterpretAsKeyedStream(records, key, Types.STRING)
                : records.keyBy(key, Types.STRING);
    }

    private static WatermarkStrategy<ReadRecord> eventTime(DemandConfig config) {
        return WatermarkStrategy.forGenerator(
                        new PartitionClocks(config.outOfOrderMillis(), config.idleMillis(), System::currentTimeMillis))
                .withTimestampAssigner((record, kafkaMillis) -> record.atMillis());
    }
}
