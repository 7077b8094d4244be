package dev.berth.streaming.demand;

import dev.berth.domain.demand.ChangePoint;
import java.util.Optional;

/**
 * One model's flash crowd, seen arrival by arrival before any window closes: the sums of {@link ChangeScan} that look for
 * more, in continuous time. Between arrivals evidence falls by what the pace so far would have brought, each arrival adds
 * the logarithm of the factor. Its false alarms are bounded by the same threshold, an arrival taking a slice's place.
 *
 * <p>After an alarm the next can only come once the window has closed that holds the first. What it tells is superseded by the window's own demand, so the order of
 * reading, on which it depends, changes nothing that lasts.
 *
 * <p>A sum says that there is more, not since when: a stray arrival shortly before a crowd is part of the same sum, and thins its
 * rate to a fraction. So if the sum's last arrivals are much likelier at two paces than at one (the likelihood ratio for a change in
 * a Poisson process; Akman and Raftery, J. R. Statist. Soc. B 1986), the later one is told. State of a job, so no record.
 */
public final class SurgeWatch {
    private static final int SUMS = 2;

    /** Arrivals that are remembered; half as many set off an alarm where it was calm. */
    private static final int REMEMBERED = 16;

    /** What comes within less than this is no pace: a client may send many requests at once. */
    private static final double SHORTEST_SECONDS = 0.1;

    /** Likelihood ratio from which two paces are believed, as a logarithm. */
    private static final double TWO_PACES = 4;

    /** Arrivals after the first that a pace is told from at least. */
    private static final int FEWEST = 4;

    /** Evidence for a rate of {@link ChangeScan#FACTORS} times the pace. */
    public double[] evidence = new double[SUMS];

    /** Of each sum: the first arrival that it rests on, and how many. */
    public long[] sinceMillis = new long[SUMS];

    public int[] arrivals = new int[SUMS];
    public long lastMillis;

    /** The last arrivals, the newest behind the others; 0 where there was none yet. */
    public long[] recentMillis = {};

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
        remember(atMillis);
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

    private void remember(long atMillis) {
        if (recentMillis.length < REMEMBERED) {
            recentMillis = new long[REMEMBERED];
        }
        System.arraycopy(recentMillis, 1, recentMillis, 0, REMEMBERED - 1);
        recentMillis[REMEMBERED - 1] = atMillis;
    }

    private Surge tell(int s, long slideEndMillis) {
        int first = beginning(sinceMillis[s]);
        long since = recentMillis[first];
        int others = Math.max(1, REMEMBERED - 1 - first);
        double span = seconds(since, lastMillis);
        double rate = others / span;
        ChangePoint change = new ChangePoint(
                rate >= 3 * perSecond ? ChangePoint.Kind.SURGE : ChangePoint.Kind.DRIFT, since, perSecond, rate);
        toldMillis = slideEndMillis;
        forget();
        return new Surge(change, others, span);
    }

    /** Index of the remembered arrival at which the pace that holds now began. */
    private int beginning(long sumSinceMillis) {
        int first = REMEMBERED - 1;
        while (first > 0 && recentMillis[first - 1] >= sumSinceMillis && recentMillis[first - 1] > 0) {
            first--;
        }
        int best = first;
        double most = likelihood(first, REMEMBERED - 1) + TWO_PACES;
        for (int i = first + 1; i <= REMEMBERED - 1 - FEWEST; i++) {
            double both = likelihood(first, i) + likelihood(i, REMEMBERED - 1);
            if (both > most) {
                most = both;
                best = i;
            }
        }
        return best;
    }

    /** Of the arrivals after one up to another at the pace at which they are likeliest, less what all splits have alike. */
    private double likelihood(int from, int to) {
        int arrivals = to - from;
        return arrivals == 0 ? 0 : arrivals * Math.log(arrivals / seconds(recentMillis[from], recentMillis[to]));
    }

    private static double seconds(long fromMillis, long toMillis) {
        return Math.max(SHORTEST_SECONDS, (toMillis - fromMillis) / 1e3);
    }

    private void forget() {
        for (int i = 0; i < SUMS; i++) {
            evidence[i] = 0;
        }
    }
}
