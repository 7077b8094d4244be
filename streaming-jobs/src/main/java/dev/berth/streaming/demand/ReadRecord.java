package dev.berth.streaming.demand;

import dev.berth.domain.demand.DeadLetter;
import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.RouterHeartbeat;

/**
 * A record of {@code berth.requests} as it was read. Exactly one of the first three is there, or the last two are: Flink's
 * serializers know records, but no sealed types.
 */
public record ReadRecord(
        RequestArrived arrived,
        RequestFinished finished,
        RouterHeartbeat heartbeat,
        Defect defect,
        DeadLetter deadLetter) {

    static ReadRecord of(RequestRecord read) {
        if (read instanceof RequestArrived arrived) {
            return new ReadRecord(arrived, null, null, null, null);
        }
        if (read instanceof RequestFinished finished) {
            return new ReadRecord(null, finished, null, null, null);
        }
        return new ReadRecord(null, null, (RouterHeartbeat) read, null, null);
    }

    static ReadRecord dead(Defect defect, DeadLetter letter) {
        return new ReadRecord(null, null, null, defect, letter);
    }

    public boolean readable() {
        return defect == null;
    }

    /** Of a request. */
    String model() {
        return arrived != null ? arrived.model() : finished.model();
    }

    /** Of an arrival or a heartbeat. */
    String router() {
        return arrived != null ? arrived.router() : heartbeat.router();
    }

    /** Event time, Unix milliseconds; of a dead letter, when it was given up. */
    public long atMillis() {
        if (arrived != null) {
            return arrived.atMillis();
        }
        if (finished != null) {
            return finished.atMillis();
        }
        return heartbeat != null ? heartbeat.atMillis() : deadLetter.atMillis();
    }
}
