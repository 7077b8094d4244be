package dev.berth.streaming.demand;

import dev.berth.domain.demand.ChangePoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds when arrivals changed their pace: cumulative sums (CUSUM; Page, Biometrika 1954; for Poisson counts Lucas,
 * Technometrics 1985), each the evidence for a rate so many times the one before, twice and eight times, half and a tenth.
 *
 * <p>Evidence is a log likelihood ratio, so the mean run until a false alarm of one sum, at a known rate of Poisson arrivals,
 * is at least {@code e^threshold} slices (Lorden, 1971): with four sums and {@link #FALSE_ALARM} one in ten million slices,
 * that is 19 months of one model at 5 s. The rate before is not known but estimated; so sums that look for more are held
 * against an upper bound of it, those that look for less against a lower one. Where arrivals are burstier than Poisson the
 * evidence is divided by their dispersion. {@code ChangeScanTest} counts false alarms.
 *
 * <p>After a change all begins anew with what was since. A pure function of the history, so that it is the same in a stream,
 * in a batch and after a failure.
 */
final class ChangeScan {
    /** Probability of a false alarm in a slice, of one sum. */
    static final double FALSE_ALARM = 2.5e-8;

    static final double THRESHOLD = -Math.log(FALSE_ALARM);
    static final double[] FACTORS = {2, 8, 0.5, 0.1};
    private static final double[] LOGS = Arrays.stream(FACTORS).map(Math::log).toArray();
    private static final double SURGE = 3;
    private static final double SILENCE = 0.1;
    private static final int PAIRS_FOR_DISPERSION = 12;
    private static final double MOST_DISPERSED = 20;

    /** Mean of a squared standard normal below its 90 % quantile. */
    private static final double TRIMMED_SQUARE = 0.623;

    private static final double TRIMMED = 0.1;
    private static final double ENOUGH_FOR_NORMAL = 10;

    private final ArrivalHistory history;
    private final double[] evidence = new double[FACTORS.length];

    /** Where each sum began, in slices. */
    private final double[] since = new double[FACTORS.length];

    private final List<ChangePoint> changes = new ArrayList<>();
    private Forecast fresh;
    private int segment;
    private int slices;
    private double sum;
    private final double dispersion;

    private ChangeScan(ArrivalHistory history) {
        this.history = history;
        this.dispersion = dispersion(history);
    }

    static ChangeScan of(ArrivalHistory history) {
        ChangeScan scan = new ChangeScan(history);
        int newest = history.slices() - 1;
        for (int i = 0; i < newest; i++) {
            scan.read(i);
        }
        if (newest >= 0) {
            scan.readNewest(newest);
        }
        return scan;
    }

    private void read(int slice) {
        int alarm = weigh(slice, 1, history.count(slice));
        if (alarm < 0) {
            take(history.count(slice));
        } else {
            changed(since[alarm], slice);
        }
    }

    /** The newest slice part by part: what began in its midst is not thinned by what was before. */
    private void readNewest(int slice) {
        int bins = history.bins();
        for (int b = 0; b < bins; b++) {
            int alarm = weigh(slice + b / (double) bins, 1.0 / bins, history.newestBin(b));
            if (alarm >= 0) {
                changed(since[alarm], slice);
                return;
            }
        }
        take(history.count(slice));
    }

    /** Adds to the evidence; which sum sets off the alarm, or -1. */
    private int weigh(double at, double length, int count) {
        if (slices == 0) {
            return -1;
        }
        int alarm = -1;
        for (int f = 0; f < FACTORS.length; f++) {
            double expected = length * (FACTORS[f] > 1 ? most() : least());
            since[f] = evidence[f] == 0 ? at : since[f];
            double news = (count * LOGS[f] - (FACTORS[f] - 1) * expected) / dispersion;
            evidence[f] = Math.max(0, evidence[f] + news);
            alarm = alarm < 0 && evidence[f] > THRESHOLD ? f : alarm;
        }
        return alarm;
    }

    /** A rate that the true one does not exceed but rarely, of so many arrivals in so many slices. */
    private double most() {
        return (sum + 2 * Math.sqrt(dispersion * (sum + 1)) + 1) / slices;
    }

    private double least() {
        return Math.max(0, sum - 2 * Math.sqrt(dispersion * sum)) / slices;
    }

    private void take(int count) {
        slices++;
        sum += count;
    }

    private void changed(double from, int to) {
        int first = (int) from;
        double before = meanOf(segment, first);
        segment = first;
        slices = 0;
        sum = 0;
        for (int i = first; i <= to; i++) {
            take(history.count(i));
        }
        for (int f = 0; f < FACTORS.length; f++) {
            evidence[f] = 0;
        }
        double after = sum / slices;
        if (first == to && to == history.slices() - 1) {
            int firstBin = (int) Math.round((from - first) * history.bins());
            int arrivals = 0;
            for (int b = firstBin; b < history.bins(); b++) {
                arrivals += history.newestBin(b);
            }
            double share = (history.bins() - firstBin) / (double) history.bins();
            after = arrivals / share;
            fresh = Forecast.ofChange(arrivals, share * history.slideSeconds());
        }
        changes.add(change(from, before, after));
    }

    private ChangePoint change(double from, double before, double after) {
        ChangePoint.Kind kind = after >= SURGE * before
                ? ChangePoint.Kind.SURGE
                : after <= SILENCE * before ? ChangePoint.Kind.SILENCE : ChangePoint.Kind.DRIFT;
        long sinceMillis = history.startMillis() + Math.round(from * history.slideMillis());
        return new ChangePoint(kind, sinceMillis, before / history.slideSeconds(), after / history.slideSeconds());
    }

    private double meanOf(int from, int to) {
        double arrivals = 0;
        for (int i = from; i < to; i++) {
            arrivals += history.count(i);
        }
        return to == from ? 0 : arrivals / (to - from);
    }

    /**
     * Variance over mean of a slice's arrivals, from the differences between neighbours, so that a slow drift does not add to
     * it; the greatest tenth of them is left out, so that changes of pace don't. 1, as Poisson's, if there is too little to
     * tell.
     */
    private static double dispersion(ArrivalHistory history) {
        double[] squares = new double[Math.max(0, history.slices() - 1)];
        int pairs = 0;
        double arrivals = 0;
        for (int i = 1; i < history.slices(); i++) {
            double both = history.count(i - 1) + history.count(i);
            if (both > 0) {
                double difference = history.count(i) - history.count(i - 1);
                squares[pairs++] = difference * difference / both;
                arrivals += both;
            }
        }
        if (pairs < PAIRS_FOR_DISPERSION) {
            return 1;
        }
        Arrays.sort(squares, 0, pairs);
        int kept = pairs - (int) Math.ceil(TRIMMED * pairs);
        double mean = Arrays.stream(squares, 0, kept).average().orElse(0);
        boolean normal = arrivals / pairs >= ENOUGH_FOR_NORMAL;
        return Math.min(MOST_DISPERSED, Math.max(1, normal ? mean / TRIMMED_SQUARE : mean));
    }

    /** The changes within the history, oldest first. */
    List<ChangePoint> changes() {
        return changes;
    }

    /**
     * What to expect of the next slices.
     *
     * @param ahead how many
     */
    Forecast forecast(int ahead) {
        if (fresh != null) {
            return fresh;
        }
        return history.slices() == 0 ? Forecast.NONE : Forecast.of(history, segment, ahead);
    }

    /** What is to be expected next if nothing changed, as {@link SurgeWatch} is told it. */
    SurgeWatch.Pace pace() {
        double seconds = history.slideSeconds();
        return slices == 0
                ? SurgeWatch.Pace.UNKNOWN
                : new SurgeWatch.Pace(most() / seconds, sum / slices / seconds, dispersion);
    }
}
