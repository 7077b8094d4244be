package dev.berth.evaluation.app;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.config.NearestName;
import dev.berth.evaluation.compare.MatrixPlan;
import dev.berth.evaluation.compare.Workload;
import dev.berth.evaluation.scenario.LoraOverhead;
import dev.berth.evaluation.virtual.Arm;
import dev.berth.evaluation.virtual.Scalers;
import dev.berth.evaluation.virtual.WorldConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine.Option;

/** What a matrix of runs is asked for with. */
final class MatrixOptions {
    private static final String ALL = "all";
    private static final int MOST_SEEDS = 100;

    @Option(
            names = "--scenario",
            paramLabel = "NAME|FILE",
            split = ",",
            description = "S1 to S6, several with commas, all, or a file of that form.")
    private List<String> scenarios = List.of();

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Traffic in place of the scenario's own: Azure LLM CSV, Mooncake JSONL, or a log of Berth's.")
    private Path trace;

    @Option(
            names = "--placement",
            paramLabel = "a,b|all",
            split = ",",
            defaultValue = "register-everywhere,optaplanner",
            description = "Who decides which pods hold which adapters (${DEFAULT-VALUE}).")
    private List<String> placements = List.of();

    @Option(
            names = "--picking",
            paramLabel = "x,y|all",
            split = ",",
            defaultValue = "least-request",
            description = "Who decides which pod gets a request (${DEFAULT-VALUE}).")
    private List<String> pickings = List.of();

    @Option(
            names = "--scaler",
            paramLabel = "NAME|all",
            split = ",",
            description =
                    "Who decides the number of pods where a scenario lets it change (the placement's own: the product's"
                            + " plan for optaplanner, fixed for others). NAME:NUMBER tunes one: a rival's threshold, or the share"
                            + " of the target load that a plan fills pods to.")
    private List<String> scalers = List.of();

    @Option(
            names = "--seeds",
            defaultValue = "3",
            description = "Seeds 1 to N, for every arm alike (${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--lora-overhead",
            paramLabel = "low|high|both",
            defaultValue = "low",
            description = "What adapters in a batch cost; a claim needs both (${DEFAULT-VALUE}).")
    private Ends overhead = Ends.LOW;

    @Option(
            names = "--pods",
            paramLabel = "N",
            description = "So many pods, not scaled, instead of the scenario's own.")
    private Integer pods;

    @Option(names = "--rate", paramLabel = "X", description = "A factor on the scenario's rate (1).")
    private Double rate;

    @Option(
            names = "--demand-error",
            paramLabel = "X",
            defaultValue = "1",
            description = "The planner is told X times the rates that are asked for (${DEFAULT-VALUE}).")
    private double demandError;

    @Option(
            names = "--capacity-error",
            paramLabel = "X",
            defaultValue = "1",
            description = "The planner is told X times the rates that a pod can serve (${DEFAULT-VALUE}).")
    private double capacityError;

    @Option(
            names = "--find-rate",
            paramLabel = "PERCENT",
            arity = "0..1",
            fallbackValue = "99",
            description = "Seek the highest rate at which so many per cent of the requests meet their SLO.")
    private Double findRate;

    @Option(
            names = "--find-pods",
            paramLabel = "PERCENT",
            arity = "0..1",
            fallbackValue = "99",
            description = "Seek the fewest pods on which so many per cent of the requests meet their SLO.")
    private Double findPods;

    @Option(
            names = "--duration",
            converter = DurationOption.class,
            description = "Of the traffic, to shorten it, such as 600s or 10m (the scenario's own).")
    private Duration duration;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "evaluation-results",
            description = "For results.json, results.csv, report.html, timing.json, and the cache in runs/"
                    + " (${DEFAULT-VALUE}). A run that is there is not made again.")
    private Path out;

    @Option(names = "--threads", defaultValue = "0", description = "Runs at a time (0: as many as there are cores).")
    private int threads;

    @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private OutputForm output = OutputForm.TEXT;

    /** Ends of the published range of LoRA costs. */
    enum Ends {
        LOW(LoraOverhead.LOW),
        HIGH(LoraOverhead.HIGH),
        BOTH(LoraOverhead.LOW, LoraOverhead.HIGH);

        private final List<LoraOverhead> overheads;

        Ends(LoraOverhead... overheads) {
            this.overheads = List.of(overheads);
        }
    }

    /**
     * What can be asked for by name.
     *
     * @param allPickings what {@code all} stands for: one name of each
     */
    record Known(Collection<String> placements, Collection<String> pickings, Collection<String> allPickings) {}

    boolean absent() {
        return scenarios.isEmpty();
    }

    List<String> scenarios(List<String> known) {
        return scenarios.contains(ALL) ? known : scenarios;
    }

    /** The one that is asked for, where only one can be. */
    String picking(Collection<String> known) {
        List<String> chosen = chosen("picking", pickings, known, known);
        if (chosen.size() != 1) {
            throw new ConfigException("a replay has one --picking.");
        }
        return chosen.get(0);
    }

    Path trace() {
        return trace;
    }

    Path out() {
        return out;
    }

    int threads() {
        if (threads < 0) {
            throw new ConfigException("--threads " + threads + " is no number of runs at a time; say 1 or more.");
        }
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }

    OutputForm output() {
        return output;
    }

    /**
     * @param names of the scenarios, as they call themselves
     * @throws ConfigException in one sentence
     */
    MatrixPlan plan(List<String> names, Known known) {
        List<Workload> workloads = new ArrayList<>();
        for (String name : names) {
            for (LoraOverhead end : overhead.overheads) {
                workloads.add(new Workload(name, end, rate == null ? 1 : rate, pods == null ? 0 : pods, seconds()));
            }
        }
        List<Arm> arms = new ArrayList<>();
        List<String> pickingNames = chosen("picking", pickings, known.pickings(), known.allPickings());
        for (String placement : chosen("placement", placements, known.placements(), known.placements())) {
            for (String scaler : scalers(placement)) {
                pickingNames.forEach(picking -> arms.add(arm(placement, picking, scaler)));
            }
        }
        return new MatrixPlan(workloads, arms, seeds, goal());
    }

    /** {@code all} leaves out what a placement can't have. */
    private List<String> scalers(String placement) {
        if (scalers.isEmpty()) {
            return List.of(Scalers.of(placement));
        }
        return scalers.contains(ALL)
                ? Scalers.names().stream()
                        .filter(name -> Scalers.counts(placement) || !name.equals(Scalers.PLAN))
                        .toList()
                : scalers;
    }

    private static Arm arm(String placement, String picking, String scaler) {
        try {
            Scalers.check(placement, scaler);
            return new Arm(placement, picking, scaler);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage() + ".");
        }
    }

    /**
     * Before anything is read.
     *
     * @param warmUpSeconds in which nothing is judged
     * @throws ConfigException in one sentence
     */
    void refuseContradictions(int warmUpSeconds) {
        if (findRate != null && findPods != null) {
            throw new ConfigException(
                    "--find-rate and --find-pods exclude each other: one keeps the pods, one the rate.");
        }
        if (findRate != null && pods != null) {
            throw new ConfigException(
                    "--find-rate and --pods exclude each other: the rate is sought on the scenario's own" + " pods.");
        }
        if (findPods != null && pods != null) {
            throw new ConfigException("--find-pods and --pods exclude each other: one seeks what the other says.");
        }
        if (findRate != null && rate != null) {
            throw new ConfigException("--find-rate and --rate exclude each other: one seeks what the other says.");
        }
        if (pods != null && pods < 1) {
            throw new ConfigException("--pods " + pods + " is no fleet; say 1 or more.");
        }
        if (rate != null && !(rate > 0 && rate <= 1000)) {
            throw new ConfigException("--rate " + rate + " is no factor; it lies above 0 and is at most 1000.");
        }
        if (duration != null && duration.toSeconds() <= warmUpSeconds) {
            throw new ConfigException("--duration is not longer than the first " + warmUpSeconds
                    + " s, which warm up and are not judged.");
        }
        if (!isError(demandError) || !isError(capacityError)) {
            throw new ConfigException("--demand-error and --capacity-error are factors between 0.1 and 10.");
        }
        if (seeds < 1 || seeds > MOST_SEEDS) {
            throw new ConfigException("--seeds " + seeds + " is not between 1 and " + MOST_SEEDS + ".");
        }
    }

    private static boolean isError(double factor) {
        return factor >= 0.1 && factor <= 10;
    }

    WorldConfig.Errors errors() {
        return new WorldConfig.Errors(demandError, capacityError);
    }

    private int seconds() {
        return duration == null ? 0 : Math.toIntExact(duration.toSeconds());
    }

    private MatrixPlan.Goal goal() {
        if (findRate != null) {
            return new MatrixPlan.Goal.SustainableRate(share("--find-rate", findRate));
        }
        return findPods != null
                ? new MatrixPlan.Goal.FewestPods(share("--find-pods", findPods))
                : new MatrixPlan.Goal.Figures();
    }

    private static double share(String option, double percent) {
        if (!(percent > 0 && percent <= 100)) {
            throw new ConfigException(
                    option + " " + percent + " is no share of requests; say more than 0 and at most 100 per cent.");
        }
        return percent / 100;
    }

    private static List<String> chosen(
            String what, List<String> asked, Collection<String> known, Collection<String> all) {
        if (asked.contains(ALL)) {
            return List.copyOf(all);
        }
        for (String name : asked) {
            if (!known.contains(name)) {
                String near = NearestName.of(name, known)
                        .map(n -> "; did you mean '" + n + "'?")
                        .orElse(".");
                throw new ConfigException(
                        "unknown " + what + " '" + name + "'" + near + " Known: " + String.join(", ", known) + ".");
            }
        }
        return asked;
    }
}
