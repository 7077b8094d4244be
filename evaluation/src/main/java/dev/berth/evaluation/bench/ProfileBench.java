package dev.berth.evaluation.bench;

import dev.berth.domain.Version;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.StepTime;
import dev.berth.domain.profile.Grid;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.ProfileFromEngine;
import dev.berth.domain.slo.SloTarget;
import dev.berth.streaming.profile.EngineLearner;
import dev.berth.streaming.profile.EngineReading;
import dev.berth.streaming.profile.LearnerMemory;
import dev.berth.streaming.profile.PodMemory;
import dev.berth.streaming.profile.PodStopwatch;
import dev.berth.streaming.profile.ProfileBasis;
import dev.berth.streaming.profile.ProfileConfig;
import dev.berth.streaming.profile.ProfileLearning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * How near a profile that is learned from traffic comes to the engine that served it: simulated engines, whose every step is
 * known, and the learner's own code, in virtual time. The declared profile that it begins with is wrong on purpose: half the time
 * of a step, twice that of a prompt token.
 */
public final class ProfileBench {
    private static final SloTarget SLO = new SloTarget(2, 0.1, 0);
    private static final double LOAD = 0.85;

    private final Options options;

    /**
     * What is measured.
     *
     * @param minutes of traffic before the profile is held against the engine
     * @param lost share of the samples, and apart from that of the requests' records, that never come
     */
    public record Options(List<EngineSpec> engines, int minutes, double lost, long seed) {
        public Options {
            engines = List.copyOf(engines);
            if (minutes < 2 || !(lost >= 0 && lost < 1)) {
                throw new IllegalArgumentException("minutes must be at least 2, and the share that is lost in [0, 1)");
            }
        }
    }

    public ProfileBench(Options options) {
        this.options = options;
    }

    public ProfileReport run(Consumer<String> progress) {
        List<ProfileReport.Row> rows = new ArrayList<>();
        for (EngineSpec engine : options.engines()) {
            progress.accept(engine.name());
            rows.add(steady(engine, "all is heard", 0, 0));
            rows.add(steady(engine, percent(options.lost()) + " of samples lost", options.lost(), 0));
            rows.add(steady(engine, percent(options.lost()) + " of requests unheard", 0, options.lost()));
            rows.addAll(changed(engine));
        }
        return new ProfileReport(options.minutes(), rows);
    }

    private static String percent(double share) {
        return Math.round(100 * share) + " %";
    }

    private ProfileReport.Row steady(EngineSpec truth, String story, double samplesLost, double requestsLost) {
        Learning learning = new Learning(declared(truth), samplesLost, requestsLost, options.seed());
        ProfiledEngine pod = new ProfiledEngine(truth, "1", 0, LOAD, options.seed());
        double end = 60.0 * options.minutes();
        learning.follow(pod, 0, end);
        return learning.row(truth, story, pod, 0, end);
    }

    /** In the middle of it the same pod becomes slower by half; it tells nobody. Then one with other slots takes its place. */
    private List<ProfileReport.Row> changed(EngineSpec truth) {
        StepTime t = truth.stepTime();
        EngineSpec slower = truth.withStepTime(new StepTime(
                1.5 * t.baseMillis(),
                1.5 * t.perSequenceMillis(),
                1.5 * t.perPrefillTokenMillis(),
                1.5 * t.perKvTokenMillis(),
                t.loraFixed(),
                t.loraPerAdapter()));
        EngineSpec other = slower.withStepTime(new StepTime(
                        0.6 * t.baseMillis(),
                        0.8 * t.perSequenceMillis(),
                        0.4 * t.perPrefillTokenMillis(),
                        t.perKvTokenMillis(),
                        0.4,
                        0.01))
                .withLimits(truth.limits()
                        .withLoras(truth.limits().maxLoras() / 2, truth.limits().maxCpuLoras()));
        Learning learning = new Learning(declared(truth), 0, 0, options.seed());
        double span = 60.0 * options.minutes();
        learning.follow(new ProfiledEngine(truth, "1", 0, LOAD, options.seed()), 0, span);
        ProfiledEngine throttled = new ProfiledEngine(slower, "1", span, LOAD, options.seed() + 1);
        learning.restarted();
        List<ProfileReport.Row> rows = new ArrayList<>();
        learning.follow(throttled, span, span + 180);
        rows.add(learning.row(slower, "3 min after it became 1.5 x slower", throttled, span, span + 180));
        learning.follow(throttled, span + 180, 2 * span);
        rows.add(learning.row(
                slower, options.minutes() + " min after it became 1.5 x slower", throttled, span, 2 * span));
        ProfiledEngine replaced = new ProfiledEngine(other, "2", 2 * span, LOAD, options.seed() + 2);
        learning.follow(replaced, 2 * span, 3 * span);
        rows.add(learning.row(
                other, options.minutes() + " min after another engine took its place", replaced, 2 * span, 3 * span));
        return rows;
    }

    private static LatencyProfile declared(EngineSpec truth) {
        StepTime t = truth.stepTime();
        EngineSpec wrong = truth.withStepTime(new StepTime(
                0.5 * t.baseMillis(), 0.5 * t.perSequenceMillis(), 2 * t.perPrefillTokenMillis(), 0, 0.078, 0.00057));
        return profile(wrong);
    }

    private static LatencyProfile profile(EngineSpec engine) {
        return ProfileFromEngine.of(
                Version.firstOf(1),
                0,
                ProfiledEngine.DEPLOYMENT,
                ProfiledEngine.BASE,
                engine,
                SLO,
                engine.limits().maxLoras());
    }

    /** ProfileJob without Flink: the same calls in the same order. */
    private static final class Learning {
        private final ProfileConfig config = ProfileConfig.DEFAULTS;
        private final PodStopwatch stopwatch = new PodStopwatch(config.holdSeconds() * 1_000);
        private final ProfileLearning learning = new ProfileLearning(config);
        private final LearnerMemory memory = new LearnerMemory();
        private final ProfileBasis basis;
        private final double samplesLost;
        private final double requestsLost;
        private final SplittableRandom random;
        private PodMemory pod = new PodMemory();
        private LatencyProfile published;
        private int publications;

        Learning(LatencyProfile declared, double samplesLost, double requestsLost, long seed) {
            this.basis = new ProfileBasis(declared, null);
            this.samplesLost = samplesLost;
            this.requestsLost = requestsLost;
            this.random = new SplittableRandom(seed);
        }

        /** The engine went on elsewhere with what it had: counters begin anew. */
        void restarted() {
            pod = new PodMemory();
        }

        void follow(ProfiledEngine engine, double from, double to) {
            for (double at = from; at < to; at += config.fitSeconds()) {
                engine.runTo(
                        Math.min(to, at + config.fitSeconds()),
                        sample -> {
                            if (random.nextDouble() >= samplesLost) {
                                stopwatch.sampled(pod, sample);
                                read();
                            }
                        },
                        ended -> {
                            if (random.nextDouble() >= requestsLost) {
                                stopwatch.finished(pod, ended);
                                read();
                            }
                        });
                fit(at + config.fitSeconds());
            }
        }

        private void read() {
            for (EngineReading reading : stopwatch.read(pod, basis.traits())) {
                EngineLearner.learn(memory, reading);
            }
        }

        private void fit(double atSeconds) {
            Optional<LatencyProfile> fitted = learning.profile(
                    memory,
                    basis,
                    new Version(1, publications + 1L),
                    ProfiledEngine.millis(atSeconds),
                    ProfiledEngine.DEPLOYMENT);
            if (fitted.isPresent() && ProfileLearning.supersedes(published, fitted.get())) {
                published = fitted.get();
                publications++;
            }
        }

        ProfileReport.Row row(EngineSpec truth, String story, ProfiledEngine engine, double from, double to) {
            if (published == null) {
                throw new IllegalStateException("nothing was published of " + truth.name() + ": " + story);
            }
            long since = ProfiledEngine.millis(from);
            double[] errors = engine.steps().stream()
                    .filter(step -> step.atMillis() >= since && step.atMillis() <= ProfiledEngine.millis(to))
                    .mapToDouble(step -> off(step, published.engine().stepTime()))
                    .sorted()
                    .toArray();
            return new ProfileReport.Row(
                    truth.name(),
                    story,
                    errors.length,
                    Arrays.stream(errors).average().orElse(0),
                    quantile(errors, 0.5),
                    quantile(errors, 0.95),
                    published.relativeError(),
                    cells(truth, true),
                    cells(truth, false),
                    published.extrapolatedError(),
                    publications,
                    memory.drifts,
                    published.estimates());
        }

        private static double off(ProfiledEngine.TrueStep step, StepTime model) {
            double predicted = model.millis(step.sequences(), step.prefillTokens(), step.kvTokens(), step.adapters());
            return Math.abs(predicted / step.millis() - 1);
        }

        private static double quantile(double[] sorted, double q) {
            return sorted.length == 0 ? 0 : sorted[(int) (q * (sorted.length - 1))];
        }

        /** Mean relative error of the capacity of the cells that are measured, or of those that are not. */
        private ProfileReport.Cells cells(EngineSpec truth, boolean measured) {
            LatencyProfile right = profile(truth);
            double sum = 0;
            double largest = 0;
            int cells = 0;
            for (int row = 0; row < right.indexes().outputTokens().size(); row++) {
                for (int column = 0; column < right.indexes().promptTokens().size(); column++) {
                    Grid.Cell cell = new Grid.Cell(row, column);
                    double is = right.tputs().at(cell);
                    if (published.measured().get(row).get(column) != measured || is == 0) {
                        continue;
                    }
                    double error = Math.abs(published.tputs().at(cell) / is - 1);
                    sum += error;
                    largest = Math.max(largest, error);
                    cells++;
                }
            }
            return new ProfileReport.Cells(cells, cells == 0 ? 0 : sum / cells, largest);
        }
    }
}
