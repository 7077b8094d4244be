package dev.berth.streaming.demand;

import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.RouterHeartbeat;
import dev.berth.domain.demand.TokenSource;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads records byte for byte as routers write them: every field, in the order of the record's components, no spaces, ASCII.
 * Whatever is not so is none of its business: {@link PlainRecords} reads it, or what comes after that. Where both read a
 * record, they read the same. For one thread.
 *
 * <p>A loop over a table of fields, since the compiler would make a hundred kilobytes of a line for each field.
 */
final class WrittenRecords {
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] END = ascii("}");

    /** What a field holds. */
    private enum Holds {
        NAME,
        ONCE,
        WHOLE,
        SMALL,
        REAL,
        FLAG
    }

    /** A field and what it holds. */
    private static final class Field {
        private final Holds holds;
        private final byte[] key;

        Field(Holds holds, String name) {
            this.holds = holds;
            boolean text = holds == Holds.NAME || holds == Holds.ONCE;
            this.key = ascii(",\"" + name + (text ? "\":\"" : "\":"));
        }
    }

    /** Values by their name; most often it is the one before. */
    private static final class Known<E extends Enum<E>> {
        private final Map<String, E> byName;
        private String lastName = "";
        private E last;

        Known(E[] values) {
            byName = Arrays.stream(values).collect(Collectors.toMap(Enum::name, Function.identity()));
        }

        /** Null if there is none. */
        E of(String name) {
            if (!name.equals(lastName)) {
                last = byName.get(name);
                lastName = name;
            }
            return last;
        }
    }

    private static final byte[] ARRIVED = ascii("{\"type\":\"arrived\"");
    private static final Field[] OF_ARRIVED = {
        new Field(Holds.SMALL, "v"),
        new Field(Holds.NAME, "router"),
        new Field(Holds.WHOLE, "atMillis"),
        new Field(Holds.ONCE, "requestId"),
        new Field(Holds.NAME, "model"),
        new Field(Holds.NAME, "tenant"),
        new Field(Holds.WHOLE, "bodyBytes"),
        new Field(Holds.WHOLE, "promptTokensEstimate"),
        new Field(Holds.FLAG, "stream")
    };

    private static final byte[] FINISHED = ascii("{\"type\":\"finished\"");
    private static final Field[] OF_FINISHED = {
        new Field(Holds.SMALL, "v"),
        new Field(Holds.NAME, "router"),
        new Field(Holds.WHOLE, "atMillis"),
        new Field(Holds.ONCE, "requestId"),
        new Field(Holds.NAME, "model"),
        new Field(Holds.NAME, "tenant"),
        new Field(Holds.WHOLE, "arrivedAtMillis"),
        new Field(Holds.NAME, "pod"),
        new Field(Holds.NAME, "incarnation"),
        new Field(Holds.SMALL, "tries"),
        new Field(Holds.NAME, "outcome"),
        new Field(Holds.SMALL, "status"),
        new Field(Holds.FLAG, "stream"),
        new Field(Holds.REAL, "queuedSeconds"),
        new Field(Holds.REAL, "ttftSeconds"),
        new Field(Holds.REAL, "e2eSeconds"),
        new Field(Holds.WHOLE, "promptTokens"),
        new Field(Holds.WHOLE, "cachedTokens"),
        new Field(Holds.WHOLE, "outputTokens"),
        new Field(Holds.NAME, "tokenSource"),
        new Field(Holds.NAME, "sloClass"),
        new Field(Holds.NAME, "verdict"),
        new Field(Holds.NAME, "policy"),
        new Field(Holds.NAME, "pickReason")
    };

    private static final byte[] HEARTBEAT = ascii("{\"type\":\"heartbeat\"");
    private static final Field[] OF_HEARTBEAT = {
        new Field(Holds.SMALL, "v"),
        new Field(Holds.NAME, "router"),
        new Field(Holds.WHOLE, "atMillis"),
        new Field(Holds.WHOLE, "startedAtMillis"),
        new Field(Holds.WHOLE, "accepted"),
        new Field(Holds.WHOLE, "finished"),
        new Field(Holds.WHOLE, "dropped")
    };

    private final WrittenText in = new WrittenText();
    private final Known<Outcome> outcomes = new Known<>(Outcome.values());
    private final Known<TokenSource> tokenSources = new Known<>(TokenSource.values());
    private final Known<SloJudge.Verdict> verdicts = new Known<>(SloJudge.Verdict.values());

    /** Of the fields of the record that is read, by their place in it; each in the row of what it holds. */
    private final String[] texts = new String[OF_FINISHED.length];

    private final long[] wholes = new long[OF_FINISHED.length];
    private final double[] reals = new double[OF_FINISHED.length];

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Null if it is not so.
     *
     * @param json in UTF-8
     */
    RequestRecord read(byte[] json) {
        in.begin(json);
        if (in.take(ARRIVED)) {
            return readAll(OF_ARRIVED) ? arrived() : null;
        }
        if (in.take(FINISHED)) {
            return readAll(OF_FINISHED) ? finished() : null;
        }
        return in.take(HEARTBEAT) && readAll(OF_HEARTBEAT) ? heartbeat() : null;
    }

    private boolean readAll(Field[] fields) {
        for (int place = 0; place < fields.length; place++) {
            Field field = fields[place];
            if (!in.take(field.key) || !read(field.holds, place)) {
                return false;
            }
        }
        return in.take(END) && in.isAtEnd();
    }

    private boolean read(Holds holds, int place) {
        switch (holds) {
            case NAME, ONCE -> {
                texts[place] = in.text(holds == Holds.NAME);
                return texts[place] != null;
            }
            case WHOLE, SMALL -> {
                wholes[place] = in.whole();
                return wholes[place] >= 0 && (holds == Holds.WHOLE || wholes[place] <= Integer.MAX_VALUE);
            }
            case REAL -> {
                reals[place] = in.real();
                return reals[place] >= 0;
            }
            case FLAG -> {
                wholes[place] = in.take(TRUE) ? 1 : 0;
                return wholes[place] == 1 || in.take(FALSE);
            }
        }
        throw new AssertionError(holds);
    }

    private boolean flag(int place) {
        return wholes[place] == 1;
    }

    private int small(int place) {
        return (int) wholes[place];
    }

    private RequestArrived arrived() {
        return new RequestArrived(
                small(0), texts[1], wholes[2], texts[3], texts[4], texts[5], wholes[6], wholes[7], flag(8));
    }

    private RequestFinished finished() {
        Outcome outcome = outcomes.of(texts[10]);
        TokenSource tokenSource = tokenSources.of(texts[19]);
        SloJudge.Verdict verdict = verdicts.of(texts[21]);
        if (outcome == null || tokenSource == null || verdict == null) {
            return null;
        }
        return new RequestFinished(
                small(0),
                texts[1],
                wholes[2],
                texts[3],
                texts[4],
                texts[5],
                wholes[6],
                texts[7],
                texts[8],
                small(9),
                outcome,
                small(11),
                flag(12),
                reals[13],
                reals[14],
                reals[15],
                wholes[16],
                wholes[17],
                wholes[18],
                tokenSource,
                texts[20],
                verdict,
                texts[22],
                texts[23]);
    }

    private RouterHeartbeat heartbeat() {
        return new RouterHeartbeat(small(0), texts[1], wholes[2], wholes[3], wholes[4], wholes[5], wholes[6]);
    }
}
