package dev.berth.streaming.demand;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.mapping.CubicallyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.store.SparseStore;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import dev.berth.domain.demand.LatencyQuantiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * Durations of which only the quantiles are asked: a DDSketch (Masson, Rim, Lee, VLDB 2019), whose quantiles are within
 * {@link #ACCURACY} of the true ones. Two of them merge into what one would have been, in whatever order, so slices add up to
 * windows and a batch gives what a stream gave.
 *
 * <p>One that is still added to is a sketch; {@link #pack() packed} it is a few bytes for each bucket in use, since a job
 * keeps many that it only reads when a long window closes.
 */
@TypeInfo(LatencySketchTypeFactory.class)
public final class LatencySketch {
    static final double ACCURACY = 0.02;
    private static final IndexMapping MAPPING = new CubicallyInterpolatedMapping(ACCURACY);
    private static final byte[] EMPTY = {};
    private static final int[] NONE = {};

    /** Stands for a duration that is too short for a bucket of its own. */
    private static final int ZERO = Integer.MIN_VALUE;

    private static final double[] QUANTILES = {0.5, 0.9, 0.95, 0.99};

    /** So many are kept one by one, since most sketches are of a few requests. */
    private static final int FEW = 48;

    /** Null while packed, and while there are few or none. */
    private DDSketch live;

    private boolean ofMany;
    private byte[] packed;

    /** The buckets of durations besides; the first {@link #fewCount}. */
    private int[] few = NONE;

    private int fewCount;

    LatencySketch() {
        this(EMPTY);
    }

    private LatencySketch(byte[] packed) {
        this.packed = packed;
    }

    static LatencySketch fromBytes(byte[] bytes) {
        return new LatencySketch(bytes);
    }

    /** One to which many are added: a little more room, and a fraction of the time. */
    static LatencySketch ofMany() {
        LatencySketch sketch = new LatencySketch();
        sketch.ofMany = true;
        return sketch;
    }

    void accept(double seconds) {
        take(seconds > MAPPING.minIndexableValue() ? MAPPING.index(seconds) : ZERO);
    }

    private void take(int bucket) {
        if (live != null || fewCount == FEW) {
            put(bucket, unpack());
            return;
        }
        if (fewCount == few.length) {
            few = Arrays.copyOf(few, Math.max(4, 2 * fewCount));
        }
        few[fewCount++] = bucket;
    }

    private static void put(int bucket, DDSketch sketch) {
        if (bucket == ZERO) {
            sketch.accept(0);
        } else {
            sketch.getPositiveValueStore().add(bucket);
        }
    }

    void add(LatencySketch other) {
        if (other.live != null) {
            unpack().mergeWith(other.live);
        } else if (other.packed.length > 0) {
            addPacked(other.packed);
        }
        for (int i = 0; i < other.fewCount; i++) {
            take(other.few[i]);
        }
    }

    /** Bytes are shared: nobody changes them. */
    private void addPacked(byte[] others) {
        if (live == null && packed.length == 0) {
            packed = others;
        } else {
            decodeInto(unpack(), others);
        }
    }

    /** A sketch that is live is not empty: it is made for the first duration. */
    private boolean isEmpty() {
        return live == null && packed.length == 0 && fewCount == 0;
    }

    LatencySketch copy() {
        if (live != null) {
            return new LatencySketch(toBytes());
        }
        LatencySketch copy = new LatencySketch(packed);
        copy.few = Arrays.copyOf(few, fewCount);
        copy.fewCount = fewCount;
        return copy;
    }

    /** Gives up the room for further durations, until there are any. */
    void pack() {
        packed = toBytes();
        live = null;
        few = NONE;
        fewCount = 0;
    }

    byte[] toBytes() {
        if (live == null && fewCount == 0) {
            return packed;
        }
        DDSketch whole = live == null ? sketch() : live;
        try {
            GrowingByteArrayOutput out = GrowingByteArrayOutput.withDefaultInitialCapacity();
            whole.encode(out, true);
            return out.trimmedCopy();
        } catch (IOException e) {
            throw new UncheckedIOException("a sketch can't be written to memory", e);
        }
    }

    /** None if there are no durations. */
    Optional<LatencyQuantiles> quantiles(LatencyQuantiles.Kind kind) {
        if (isEmpty()) {
            return Optional.empty();
        }
        boolean onlyFew = live == null && packed.length == 0;
        DDSketch sketch = onlyFew ? null : unpack();
        double[] values = onlyFew ? fewAtQuantiles() : sketch.getValuesAtQuantiles(QUANTILES);
        return Optional.of(new LatencyQuantiles(
                kind,
                onlyFew ? fewCount : Math.round(sketch.getCount()),
                toMicros(values[0]),
                toMicros(values[1]),
                toMicros(values[2]),
                toMicros(values[3])));
    }

    /** What a sketch of the few would tell: the bucket of the value whose rank is the quantile's, rounded down. */
    private double[] fewAtQuantiles() {
        int[] sorted = few;
        if (fewCount > 1) {
            sorted = Arrays.copyOf(few, fewCount);
            Arrays.sort(sorted);
        }
        double[] values = new double[QUANTILES.length];
        for (int q = 0; q < values.length; q++) {
            int bucket = sorted[(int) (QUANTILES[q] * (fewCount - 1))];
            values[q] = bucket == ZERO ? 0 : MAPPING.value(bucket);
        }
        return values;
    }

    private DDSketch unpack() {
        if (live == null) {
            live = sketch();
            packed = EMPTY;
            few = NONE;
            fewCount = 0;
        }
        return live;
    }

    /** All that is packed and few. */
    private DDSketch sketch() {
        DDSketch sketch =
                ofMany ? new DDSketch(MAPPING, UnboundedSizeDenseStore::new) : new DDSketch(MAPPING, SparseStore::new);
        if (packed.length > 0) {
            decodeInto(sketch, packed);
        }
        for (int i = 0; i < fewCount; i++) {
            put(few[i], sketch);
        }
        return sketch;
    }

    private static void decodeInto(DDSketch sketch, byte[] bytes) {
        try {
            sketch.decodeAndMergeWith(ByteArrayInput.wrap(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("a sketch can't be read from memory", e);
        }
    }

    /** More digits than that would be noise, and would fill documents. */
    private static double toMicros(double seconds) {
        return Math.round(seconds * 1e6) / 1e6;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LatencySketch sketch && Arrays.equals(toBytes(), sketch.toBytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(toBytes());
    }
}
