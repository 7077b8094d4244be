package dev.berth.streaming.demand;

import dev.berth.domain.demand.ChangePoint;
import java.util.Optional;

/**
 * One model's flash crowd, seen arrival by arrival before any window closes: the sums of {@link ChangeScan} that look for
 * more, in continuous time. Between arrivals evidence falls by what the pace so far would have brought, each arrival adds
 * the logarithm of the factor. Its false alarms are bounded by the same threshold, an arrival taking a slice's place.
 *
 * <p>After an alarm the next can only come once the window has closed that holds the first. What it tells is superseded by the window's own demand, so the order of
 * reading, on which it depends, changes nothing that lasts. State of a job, so no record.
 */
public final class SurgeWatch {
    private static final int SUMS = 2;

    /** Evidence for a rate of {@link ChangeScan#FACTORS} times the pace. */
    public double[] evidence = new double[SUMS];

    /** Of each sum: the first arrival that it rests on, and how many. */
    public long[] sinceMillis = new long[SUMS];

    public int[] arrivals = new int[SUMS];
    public long lastMillis;

    /** What is usual; evidence is held against the greater. 0 if unknown. */
    public double mostPerSecond;

    public double perSecond;
    public double dispersion;

    /** End of the slide in which it was set off, until the window that ends there told of it; else 0. */
    public long toldMillis;

    /** For Flink's serializer. */
    public SurgeWatch() {}

    /**
     * What is usual for a model.
     *
     * @param mostPerSecond a rate that the true one does not exceed but rarely; 0 if nothing is known
     */
    record Pace(double mostPerSecond, double perSecond, double dispersion) {
        static final Pace UNKNOWN = new Pace(0, 0, 1);
    }

    /**
     * A flash crowd.
     *
     * @param arrivals that it rests on
     * @param seconds in which they came
     */
    record Surge(ChangePoint change, int arrivals, double seconds) {}

    /** What a window that ended then showed to be usual. */
    void expect(Pace pace, long endMillis) {
        if (toldMillis != 0 && endMillis >= toldMillis) {
            toldMillis = 0;
            forget(); // What came meanwhile was weighed against a pace that holds no more.
        }
        mostPerSecond = pace.mostPerSecond();
        perSecond = pace.perSecond();
        dispersion = pace.dispersion();
    }

    /** Takes an arrival; tells if it set off the alarm. */
    Optional<Surge> arrived(long atMillis, long slideEndMillis) {
        if (mostPerSecond == 0) {
            return Optional.empty();
        }
        double seconds = lastMillis == 0 ? 0 : Math.max(0, atMillis - lastMillis) / 1e3;
        lastMillis = Math.max(lastMillis, atMillis);
        int alarm = -1;
        for (int s = 0; s < SUMS; s++) {
            add(s, atMillis, seconds);
            alarm = evidence[s] > ChangeScan.THRESHOLD ? s : alarm;
        }
        if (alarm < 0 || toldMillis != 0) {
            return Optional.empty();
        }
        return Optional.of(tell(alarm, slideEndMillis));
    }

    private void add(int s, long atMillis, double seconds) {
        double factor = ChangeScan.FACTORS[s];
        double left = evidence[s] - (factor - 1) * mostPerSecond * seconds / dispersion;
        if (left <= 0) {
            left = 0;
            sinceMillis[s] = atMillis;
            arrivals[s] = 0;
        }
        evidence[s] = left + Math.log(factor) / dispersion;
        arrivals[s]++;
    }

    private Surge tell(int s, long slideEndMillis) {
        int count = arrivals[s];
        double span = Math.max(1, lastMillis - sinceMillis[s]) / 1e3;
        double rate = Math.max(1, count - 1) / span;
        ChangePoint change = new ChangePoint(
                rate >= 3 * perSecond ? ChangePoint.Kind.SURGE : ChangePoint.Kind.DRIFT,
                sinceMillis[s],
                perSecond,
                rate);
        toldMillis = slideEndMillis;
        forget();
        return new Surge(change, Math.max(1, count - 1), span);
    }

    private void forget() {
        for (int i = 0; i < SUMS; i++) {
            evidence[i] = 0;
        }
    }
}
