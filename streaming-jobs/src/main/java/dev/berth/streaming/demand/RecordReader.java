package dev.berth.streaming.demand;

import dev.berth.domain.demand.DeadLetter;
import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.RouterHeartbeat;
import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;

/** Reads the text of one record. Whatever the text, it gives one {@link ReadRecord} and throws nothing. */
public final class RecordReader implements Serializable {
    private static final long MOST_TOKENS = 1_000_000_000;
    private static final double LONGEST_SECONDS = 1_000_000;

    private final String topic;
    private final long futureMillis;
    private transient WrittenRecords written;

    /**
     * @param topic that dead letters name
     * @param futureMillis how far ahead of the clock a record may be
     */
    public RecordReader(String topic, long futureMillis) {
        this.topic = topic;
        this.futureMillis = futureMillis;
    }

    public ReadRecord read(int partition, long offset, String text, long nowMillis) {
        ReadRecord good = good(text.getBytes(StandardCharsets.UTF_8), nowMillis);
        return good == null ? judge(partition, offset, text, nowMillis) : good;
    }

    /**
     * @param json in UTF-8
     */
    public ReadRecord read(int partition, long offset, byte[] json, long nowMillis) {
        ReadRecord good = good(json, nowMillis);
        return good == null ? judge(partition, offset, new String(json, StandardCharsets.UTF_8), nowMillis) : good;
    }

    /** Null if that is not plain to see. */
    private ReadRecord good(byte[] json, long nowMillis) {
        RequestRecord record = written().read(json);
        if (record == null) {
            record = PlainRecords.read(json).orElse(null);
        }
        return record != null && isGood(record, nowMillis) ? ReadRecord.of(record) : null;
    }

    private WrittenRecords written() {
        if (written == null) {
            written = new WrittenRecords();
        }
        return written;
    }

    private boolean isGood(RequestRecord record, long nowMillis) {
        return record.v() == RequestRecord.FORM
                && faultOf(record).isEmpty()
                && record.atMillis() <= nowMillis + futureMillis;
    }

    private ReadRecord judge(int partition, long offset, String text, long nowMillis) {
        RequestRecord record;
        try {
            record = Json.read(text, RequestRecord.class);
        } catch (UnreadableJsonException e) {
            return dead(Defect.UNREADABLE, e.getMessage(), partition, offset, text, nowMillis);
        }
        if (record.v() != RequestRecord.FORM) {
            String reason = "form " + record.v() + " is not known, only " + RequestRecord.FORM;
            return dead(Defect.UNKNOWN_FORM, reason, partition, offset, text, nowMillis);
        }
        String fault = faultOf(record);
        if (!fault.isEmpty()) {
            return dead(Defect.UNUSABLE, fault, partition, offset, text, nowMillis);
        }
        if (record.atMillis() > nowMillis + futureMillis) {
            String reason = "it is from " + (record.atMillis() - nowMillis) + " ms in the future; a clock is wrong";
            return dead(Defect.FUTURE, reason, partition, offset, text, nowMillis);
        }
        return ReadRecord.of(record);
    }

    /** A record that came too late to be counted; where it stood in the topic is no longer known, said by -1. */
    public DeadLetter late(RequestRecord record, long nowMillis) {
        String reason = "it came after every window that holds its time had been superseded";
        return new DeadLetter(topic, -1, -1, reason, Json.write(record), nowMillis);
    }

    private ReadRecord dead(Defect defect, String reason, int partition, long offset, String text, long nowMillis) {
        return ReadRecord.dead(defect, new DeadLetter(topic, partition, offset, reason, text, nowMillis));
    }

    private static String faultOf(RequestRecord record) {
        if (record.router().isEmpty() || record.atMillis() <= 0) {
            return "it names no router or no time";
        }
        if (record instanceof RequestArrived arrived) {
            return arrived.model().isEmpty() ? "it names no model" : "";
        }
        if (record instanceof RequestFinished finished) {
            return faultOf(finished);
        }
        RouterHeartbeat beat = (RouterHeartbeat) record;
        return Math.min(Math.min(beat.accepted(), beat.finished()), beat.dropped()) < 0 ? "a count is negative" : "";
    }

    private static String faultOf(RequestFinished finished) {
        if (finished.model().isEmpty()) {
            return "it names no model";
        }
        if (!isCount(finished.promptTokens())
                || !isCount(finished.cachedTokens())
                || !isCount(finished.outputTokens())) {
            return "a token count is not in [0, " + MOST_TOKENS + "]";
        }
        return isDuration(finished.e2eSeconds()) && isDuration(finished.ttftSeconds())
                ? ""
                : "a duration is not in [0, " + (long) LONGEST_SECONDS + "] seconds";
    }

    private static boolean isCount(long tokens) {
        return tokens >= 0 && tokens <= MOST_TOKENS;
    }

    private static boolean isDuration(double seconds) {
        return seconds >= 0 && seconds <= LONGEST_SECONDS;
    }
}
