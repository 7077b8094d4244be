package dev.berth.streaming.demand;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.mapping.CubicallyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.store.SparseStore;
import com.datadoghq.sketch.ddsketch.store.Store;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import dev.berth.domain.demand.LatencyQuantiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * Durations of which only the quantiles are asked: a DDSketch (Masson, Rim, Lee, VLDB 2019), whose quantiles are within
 * {@link #ACCURACY} of the true ones. Two of them merge into what one would have been, in whatever order, so slices add up to
 * windows and a batch gives what a stream gave.
 *
 * <p>One that is still added to is a list of buckets; {@link #pack() packed} it is a few bytes for each bucket in use, since a
 * job keeps many that it only reads when a long window closes. More than one packed needs a sketch to be merged in.
 */
@TypeInfo(LatencySketchTypeFactory.class)
public final class LatencySketch {
    static final double ACCURACY = 0.02;
    private static final IndexMapping MAPPING = new CubicallyInterpolatedMapping(ACCURACY);
    private static final byte[] EMPTY = {};

    /** Stands for a duration that is too short for a bucket of its own. */
    private static final int ZERO = Integer.MIN_VALUE;

    private static final double[] QUANTILES = {0.5, 0.9, 0.95, 0.99};

    /** Of one to which many are added, so many are not worth a sketch. */
    private static final int FEW = 48;

    /** Null as long as there is no need of it. */
    private DDSketch live;

    private boolean ofMany;
    private byte[] packed;

    /** Durations besides; null if there are none, or if it is live. */
    private BucketCounts counts;

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
        take(seconds > MAPPING.minIndexableValue() ? MAPPING.index(seconds) : ZERO, 1);
    }

    private void take(int bucket, long count) {
        if (live == null && counts == null) {
            counts = new BucketCounts();
        }
        if (live == null && ofMany && counts.size() >= FEW) {
            unpack();
        }
        if (live == null) {
            counts.add(bucket, count);
        } else {
            put(live, bucket, count);
        }
    }

    private static void put(DDSketch sketch, int bucket, long count) {
        if (bucket == ZERO) {
            sketch.accept(0, count);
        } else {
            sketch.getPositiveValueStore().add(bucket, count);
        }
    }

    void add(LatencySketch other) {
        if (other.live != null) {
            unpack().mergeWith(other.live);
        } else if (other.packed.length > 0) {
            addPacked(other.packed);
        }
        if (other.counts != null) {
            other.counts.forEach(this::take);
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
        return live == null && packed.length == 0 && counts == null;
    }

    LatencySketch copy() {
        if (live != null) {
            return new LatencySketch(toBytes());
        }
        LatencySketch copy = new LatencySketch(packed);
        copy.counts = counts == null ? null : counts.copy();
        return copy;
    }

    /** Gives up the room for further durations, until there are any. */
    void pack() {
        packed = toBytes();
        live = null;
        counts = null;
    }

    byte[] toBytes() {
        if (live == null && counts == null) {
            return packed;
        }
        DDSketch whole = live == null ? sketch(UnboundedSizeDenseStore::new) : live;
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
        boolean onlyCounts = live == null && packed.length == 0;
        DDSketch sketch = onlyCounts ? null : unpack();
        double[] values = onlyCounts ? valuesAtQuantiles() : sketch.getValuesAtQuantiles(QUANTILES);
        return Optional.of(new LatencyQuantiles(
                kind,
                onlyCounts ? counts.total() : Math.round(sketch.getCount()),
                toMicros(values[0]),
                toMicros(values[1]),
                toMicros(values[2]),
                toMicros(values[3])));
    }

    /** What a sketch of the counts would tell: the bucket of the value whose rank is the quantile's, rounded down. */
    private double[] valuesAtQuantiles() {
        long last = counts.total() - 1;
        double[] values = new double[QUANTILES.length];
        long[] ranks = new long[QUANTILES.length];
        for (int q = 0; q < ranks.length; q++) {
            ranks[q] = (long) (QUANTILES[q] * last);
        }
        int[] buckets = counts.bucketsAt(ranks);
        for (int q = 0; q < values.length; q++) {
            values[q] = buckets[q] == ZERO ? 0 : MAPPING.value(buckets[q]);
        }
        return values;
    }

    private DDSketch unpack() {
        if (live == null) {
            live = sketch(ofMany ? UnboundedSizeDenseStore::new : SparseStore::new);
            packed = EMPTY;
            counts = null;
        }
        return live;
    }

    /** All that is packed and counted. */
    private DDSketch sketch(Supplier<Store> store) {
        DDSketch sketch = new DDSketch(MAPPING, store);
        if (packed.length > 0) {
            decodeInto(sketch, packed);
        }
        if (counts != null) {
            counts.forEach((bucket, count) -> put(sketch, bucket, count));
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
