package dev.berth.streaming.demand;

import static dev.berth.streaming.demand.RequestStory.at;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.DeadLetter;
import dev.berth.domain.demand.DemandHorizon;
import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.Topics;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** The demand function in Flink's operator harness, told in seconds of the story's morning. Windows of 20 s, every 5 s. */
final class DemandOperator implements AutoCloseable {
    private static final Windows WINDOWS = new Windows(20_000, 5_000);

    private final KeyedOneInputStreamOperatorTestHarness<String, ReadRecord, AdapterDemand> harness;
    private int read;

    private DemandOperator(long knownFromMillis) throws Exception {
        this.harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(
                        new AdapterDemandFunction(WINDOWS, new RecordReader(Topics.REQUESTS, 60_000), knownFromMillis)),
                ReadRecord::model,
                Types.STRING);
    }

    /** Of a job that has read everything since then. */
    static DemandOperator knownFrom(long millis) throws Exception {
        DemandOperator operator = new DemandOperator(millis);
        operator.harness.open();
        return operator;
    }

    /** Of a job that is started again with what a checkpoint holds. */
    static DemandOperator restored(OperatorSubtaskState checkpoint, long knownFromMillis) throws Exception {
        DemandOperator operator = new DemandOperator(knownFromMillis);
        operator.harness.initializeState(checkpoint);
        operator.harness.open();
        return operator;
    }

    void tell(RequestArrived arrived) throws Exception {
        harness.processElement(new StreamRecord<>(ReadRecord.of(arrived), arrived.atMillis()));
    }

    void tell(RequestFinished finished) throws Exception {
        harness.processElement(new StreamRecord<>(ReadRecord.of(finished), finished.atMillis()));
    }

    /** Event time comes to just before that second, so that windows which end there close. */
    void timeComesTo(double seconds) throws Exception {
        harness.processWatermark(new Watermark(at(seconds) - 1));
    }

    /** What was told since the last call. */
    List<AdapterDemand> told() {
        List<AdapterDemand> all = harness.extractOutputValues();
        List<AdapterDemand> news = List.copyOf(all.subList(read, all.size()));
        read = all.size();
        return news;
    }

    /** Seconds at which windows ended. */
    static List<Long> ends(List<AdapterDemand> demands) {
        return demands.stream()
                .map(d -> (d.windowEndMillis() - RequestStory.MORNING) / 1_000)
                .toList();
    }

    /** The longer times that were told, by windows that end then too. */
    List<DemandHorizon> horizonsEnding(double seconds) {
        return harness.extractOutputValues().stream()
                .filter(demand -> demand.windowEndMillis() == at(seconds))
                .flatMap(demand -> demand.horizons().stream())
                .filter(horizon -> horizon.windowEndMillis() == at(seconds))
                .toList();
    }

    /** All that was told before its window closed. */
    List<AdapterDemand> early() {
        return all(AdapterDemandFunction.EARLY);
    }

    /** All that came too late for every window. */
    List<DeadLetter> lost() {
        return all(AdapterDemandFunction.LATE);
    }

    private <T> List<T> all(OutputTag<T> side) {
        var records = harness.getSideOutput(side);
        return records == null
                ? List.of()
                : records.stream().map(StreamRecord::getValue).toList();
    }

    OperatorSubtaskState checkpoint() throws Exception {
        return harness.snapshot(1, 1);
    }

    int stateEntries() {
        return harness.numKeyedStateEntries();
    }

    int timers() {
        return harness.numEventTimeTimers();
    }

    @Override
    public void close() throws Exception {
        harness.close();
    }
}
