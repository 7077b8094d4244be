package dev.berth.router.log;

import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.RouterHeartbeat;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes the records of requests from the event loops. A record that finds the ring full is dropped and counted; a request
 * is never held up.
 *
 * <p>The counts of a heartbeat never promise what is not on its way: a record is counted as accepted or finished after it
 * is in the ring, and as dropped before.
 */
public final class RequestLog {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder finished = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    /** Null if nobody reads: then records are only counted. */
    private final RecordRing<RequestRecord> ring;

    private RequestLog(RecordRing<RequestRecord> ring) {
        this.ring = ring;
    }

    /** Without Kafka: records are counted and forgotten. */
    public static RequestLog countingOnly() {
        return new RequestLog(null);
    }

    /**
     * @param records capacity of the ring
     */
    public static RequestLog buffered(int records) {
        return new RequestLog(new RecordRing<>(records));
    }

    public void arrived(RequestArrived record) {
        put(record);
        accepted.increment();
    }

    public void finished(RequestFinished record) {
        put(record);
        finished.increment();
    }

    private void put(RequestRecord record) {
        if (ring != null && !ring.offer(record)) {
            dropped.increment();
        }
    }

    /** A record that was taken from the ring could not be delivered. */
    void lost() {
        dropped.increment();
    }

    /** Null if there is none now. */
    RequestRecord poll() {
        return ring.poll();
    }

    long offered() {
        return ring.offered();
    }

    long taken() {
        return ring.taken();
    }

    public RouterHeartbeat heartbeat(String router, long nowMillis, long startedAtMillis) {
        long finishedSoFar = finished.sum();
        long acceptedSoFar = accepted.sum();
        return new RouterHeartbeat(
                RequestRecord.FORM, router, nowMillis, startedAtMillis, acceptedSoFar, finishedSoFar, dropped.sum());
    }

    public long accepted() {
        return accepted.sum();
    }

    public long finished() {
        return finished.sum();
    }

    public long dropped() {
        return dropped.sum();
    }
}
