package dev.berth.evaluation.outcome;

import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sums over requests as they end, in memory that grows with the number of models and with time, and not with the number of
 * requests. Those that arrive in the warm-up are in the series and in nothing else.
 */
public final class RequestTally {
    private final List<Subject> subjects;
    private final Map<String, Integer> index = new HashMap<>();
    private final double warmUpSeconds;
    private final Counts counts = new Counts();
    private final Latency all = new Latency();
    private final Map<String, Latency> byClass = new TreeMap<>();
    private final long[] offered;
    private final long[] met;
    private final long[] completed;
    private final double[] ttftSeconds;
    private final double[] work;
    private long[] offeredBySecond = new long[1024];
    private long[] metBySecond = new long[1024];
    private final List<RoughSketch> ttftByInterval = new ArrayList<>();
    private final List<long[]> endedByInterval = new ArrayList<>();

    /** A model that is asked for. */
    public record Subject(String model, boolean adapter, String sloClass, String tenant, int rank) {}

    /**
     * How one request ended.
     *
     * @param arrivedSeconds of traffic
     * @param endedSeconds of traffic
     * @param tpotSeconds 0 if none can be told
     * @param work that its pods did for it, in any unit
     */
    public record Ended(
            String model,
            double arrivedSeconds,
            double endedSeconds,
            Outcome outcome,
            Verdict verdict,
            double ttftSeconds,
            double tpotSeconds,
            double e2eSeconds,
            int tries,
            boolean hopeless,
            double work) {}

    private static final class Counts {
        private final Map<Outcome, Long> byOutcome = new EnumMap<>(Outcome.class);
        private long offered;
        private long met;
        private long retried;
        private long hopeless;

        long of(Outcome outcome) {
            return byOutcome.getOrDefault(outcome, 0L);
        }
    }

    private static final class Latency {
        private long offered;
        private long met;
        private final LatencySketch ttft = new LatencySketch();
        private final LatencySketch tpot = new LatencySketch();
        private final LatencySketch e2e = new LatencySketch();

        Latencies latencies() {
            return new Latencies(ttft.quantiles(), tpot.quantiles(), e2e.quantiles());
        }
    }

    public RequestTally(List<Subject> subjects, double warmUpSeconds) {
        this.subjects = List.copyOf(subjects);
        this.warmUpSeconds = warmUpSeconds;
        for (Subject subject : subjects) {
            index.put(subject.model(), index.size());
            byClass.computeIfAbsent(subject.sloClass(), c -> new Latency());
        }
        int models = subjects.size();
        this.offered = new long[models];
        this.met = new long[models];
        this.completed = new long[models];
        this.ttftSeconds = new double[models];
        this.work = new double[models];
    }

    /** Once for each request. */
    public void ended(Ended end) {
        boolean isOffered = end.verdict() != Verdict.NOT_COUNTED;
        boolean isMet = end.verdict() == Verdict.MET;
        inSeries(end, isOffered, isMet);
        if (end.arrivedSeconds() < warmUpSeconds) {
            return;
        }
        counts.byOutcome.merge(end.outcome(), 1L, Long::sum);
        counts.offered += isOffered ? 1 : 0;
        counts.met += isMet ? 1 : 0;
        counts.retried += end.tries() > 1 ? 1 : 0;
        counts.hopeless += isOffered && end.hopeless() ? 1 : 0;
        int model = index.getOrDefault(end.model(), -1);
        if (model >= 0) {
            offered[model] += isOffered ? 1 : 0;
            met[model] += isMet ? 1 : 0;
            work[model] += end.work();
            latency(end, model, isOffered, isMet);
        }
    }

    private void latency(Ended end, int model, boolean isOffered, boolean isMet) {
        Latency ofClass = byClass.get(subjects.get(model).sloClass());
        ofClass.offered += isOffered ? 1 : 0;
        ofClass.met += isMet ? 1 : 0;
        if (end.outcome() != Outcome.COMPLETED) {
            return;
        }
        completed[model]++;
        ttftSeconds[model] += end.ttftSeconds();
        for (Latency latency : List.of(all, ofClass)) {
            latency.ttft.add(end.ttftSeconds());
            latency.e2e.add(end.e2eSeconds());
            if (end.tpotSeconds() > 0) {
                latency.tpot.add(end.tpotSeconds());
            }
        }
    }

    private void inSeries(Ended end, boolean isOffered, boolean isMet) {
        int second = (int) end.arrivedSeconds();
        if (second >= offeredBySecond.length) {
            offeredBySecond = Arrays.copyOf(offeredBySecond, Math.max(second + 1, 2 * offeredBySecond.length));
            metBySecond = Arrays.copyOf(metBySecond, offeredBySecond.length);
        }
        offeredBySecond[second] += isOffered ? 1 : 0;
        metBySecond[second] += isMet ? 1 : 0;
        int interval = second / TimePoint.SECONDS;
        int endedIn = (int) end.endedSeconds() / TimePoint.SECONDS;
        while (ttftByInterval.size() <= Math.max(interval, endedIn)) {
            ttftByInterval.add(new RoughSketch());
            endedByInterval.add(new long[1]);
        }
        endedByInterval.get(endedIn)[0]++;
        if (end.outcome() == Outcome.COMPLETED) {
            ttftByInterval.get(interval).add(end.ttftSeconds());
        }
    }

    // ---- what came of it -------------------------------------------------------------------------------------------

    public Requests requests() {
        return new Requests(
                counts.offered,
                counts.met,
                counts.of(Outcome.COMPLETED),
                counts.of(Outcome.REJECTED),
                counts.of(Outcome.FAILED),
                counts.of(Outcome.TIMED_OUT),
                counts.of(Outcome.CLIENT_ABORT),
                counts.of(Outcome.CLIENT_ERROR),
                counts.retried,
                counts.hopeless);
    }

    public Latencies latencies() {
        return all.latencies();
    }

    public List<ClassRow> classes() {
        List<ClassRow> rows = new ArrayList<>();
        byClass.forEach((name, of) -> rows.add(new ClassRow(name, of.offered, of.met, of.latencies())));
        return rows;
    }

    public Fairness fairness() {
        double[] attained = new double[subjects.size()];
        int adapters = 0;
        int good = 0;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < subjects.size(); i++) {
            if (subjects.get(i).adapter() && offered[i] > 0) {
                double ratio = (double) met[i] / offered[i];
                attained[adapters++] = ratio;
                good += ratio >= 0.99 ? 1 : 0;
                sum += ratio;
                squares += ratio * ratio;
            }
        }
        if (adapters == 0) {
            return new Fairness(0, 1, 1, 1, 1);
        }
        Arrays.sort(attained, 0, adapters);
        int p5 = Math.min(adapters - 1, (int) Math.floor(0.05 * adapters));
        double jain = squares == 0 ? 1 : sum * sum / (adapters * squares);
        return new Fairness(adapters, attained[0], attained[p5], (double) good / adapters, jain);
    }

    /**
     * @param loads of a model on any pod
     * @param pods that hold a model
     */
    public List<ModelRow> models(Map<String, Integer> loads, Map<String, Integer> pods) {
        double total = Math.max(Double.MIN_NORMAL, Arrays.stream(work).sum());
        List<ModelRow> rows = new ArrayList<>();
        for (int i = 0; i < subjects.size(); i++) {
            Subject s = subjects.get(i);
            rows.add(new ModelRow(
                    s.model(),
                    s.adapter(),
                    s.sloClass(),
                    s.tenant(),
                    s.rank(),
                    offered[i],
                    met[i],
                    completed[i] == 0 ? 0 : ttftSeconds[i] / completed[i],
                    loads.getOrDefault(s.model(), 0),
                    pods.getOrDefault(s.model(), 0),
                    work[i] / total));
        }
        rows.sort(Comparator.comparingLong((ModelRow row) -> -row.offered()).thenComparing(ModelRow::model));
        return rows;
    }

    public List<TenantRow> tenants() {
        double total = Math.max(Double.MIN_NORMAL, Arrays.stream(work).sum());
        Map<String, TenantRow> rows = new TreeMap<>();
        for (int i = 0; i < subjects.size(); i++) {
            TenantRow row = new TenantRow(subjects.get(i).tenant(), offered[i], met[i], work[i] / total);
            rows.merge(
                    row.tenant(),
                    row,
                    (a, b) -> new TenantRow(
                            a.tenant(), a.offered() + b.offered(), a.met() + b.met(), a.gpuShare() + b.gpuShare()));
        }
        return List.copyOf(rows.values());
    }

    /** Of the interval's own requests; gauges are the caller's. */
    TimePoint point(int interval, Gauges gauges) {
        long offeredHere = 0;
        long metHere = 0;
        for (int s = interval * TimePoint.SECONDS; s < (interval + 1) * TimePoint.SECONDS; s++) {
            offeredHere += offeredIn(s);
            metHere += metIn(s);
        }
        boolean known = interval < ttftByInterval.size();
        return new TimePoint(
                interval * TimePoint.SECONDS,
                offeredHere,
                metHere,
                known ? endedByInterval.get(interval)[0] : 0,
                gauges.pods(),
                gauges.readyPods(),
                gauges.inFlight(),
                gauges.waiting(),
                known ? ttftByInterval.get(interval).at(0.95) : 0,
                gauges.loads(),
                gauges.unloads());
    }

    /** Requests of this second of traffic that count. */
    long offeredIn(int second) {
        return second >= 0 && second < offeredBySecond.length ? offeredBySecond[second] : 0;
    }

    long metIn(int second) {
        return second >= 0 && second < metBySecond.length ? metBySecond[second] : 0;
    }

    /** Attainment of what arrived from one second to before another; 1 if nothing did. */
    double attained(int from, int to) {
        long offeredThere = 0;
        long metThere = 0;
        for (int s = from; s < to; s++) {
            offeredThere += offeredIn(s);
            metThere += metIn(s);
        }
        return offeredThere == 0 ? 1 : (double) metThere / offeredThere;
    }
}
