package dev.berth.streaming.profile;

import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.TokenSource;
import dev.berth.domain.slo.Outcome;
import dev.berth.streaming.demand.ReadRecord;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** Which records of {@code berth.requests} say something of engines. */
final class RequestEvents {
    private RequestEvents() {}

    /** Requests that a pod worked on. */
    static final class Finished implements FlatMapFunction<ReadRecord, PodEvent> {
        private static final long serialVersionUID = 1;

        @Override
        public void flatMap(ReadRecord record, Collector<PodEvent> out) {
            RequestFinished finished = record.finished();
            if (finished != null && !finished.pod().isEmpty() && finished.outputTokens() > 0) {
                out.collect(PodEvent.of(finished));
            }
        }
    }

    /** Both records of one request in so many, by its id; of ends only those whose prompt the engine counted. */
    static final class OneInSoMany implements FilterFunction<ReadRecord> {
        private static final long serialVersionUID = 1;

        private final int every;

        OneInSoMany(int every) {
            this.every = every;
        }

        @Override
        public boolean filter(ReadRecord record) {
            String id = id(record);
            return id != null && Math.floorMod(id.hashCode(), every) == 0 && counted(record.finished());
        }

        private static boolean counted(RequestFinished finished) {
            return finished == null
                    || (finished.outcome() == Outcome.COMPLETED
                            && finished.tokenSource() == TokenSource.USAGE
                            && !finished.pod().isEmpty());
        }
    }

    static String id(ReadRecord record) {
        if (record.arrived() != null) {
            return record.arrived().requestId();
        }
        return record.finished() == null ? null : record.finished().requestId();
    }
}
