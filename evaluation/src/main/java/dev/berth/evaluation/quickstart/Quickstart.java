package dev.berth.evaluation.quickstart;

import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.slo.SloClass;
import dev.berth.evaluation.replay.ReplayPlan;
import dev.berth.evaluation.report.ArmReport;
import dev.berth.evaluation.report.ReportPrinter;
import dev.berth.evaluation.stack.Stack;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.RedisBlackboard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * The show, from the first check to the last stop. Both arms start alike: pods that have just been started, hence without
 * a prefix cache and with adapters dispatched evenly, and the same requests at the same times under other ids. Between
 * the arms the pods are restarted; router, jobs and actuator go on. What the jobs learned of the first arm's demand is
 * left as it is: it is of the hot set after the drift, so that Berth begins its arm rather misled than informed.
 */
public final class Quickstart {
    private static final String EVEN = "even dispatch + random";
    private static final String BERTH = "Berth";
    private static final Duration SERVING_BOUND = Duration.ofSeconds(60);

    private final QuickstartOptions options;
    private final Path home;
    private final Terminal terminal;

    /**
     * @param home the repository
     */
    public Quickstart(QuickstartOptions options, Path home, Terminal terminal) {
        this.options = options;
        this.home = home;
        this.terminal = terminal;
    }

    /**
     * What it came to.
     *
     * @param report as {@code report.json} has it
     * @param closed whether the loop was closed and nothing broke
     */
    public record Verdict(String report, boolean closed) {}

    /** Blocks for minutes, with {@code keep} until this process is told to end. */
    public Verdict run() throws IOException, InterruptedException {
        long startedAt = System.nanoTime();
        Preconditions.check(options);
        Scenario scenario = Scenario.prepare(options, home);
        Path workDirectory = workDirectory();
        introduce(scenario, workDirectory);

        ReplayPlan evenPlan = scenario.plan().withIdPrefix("even-");
        ReplayPlan berthPlan = scenario.plan().withIdPrefix("berth-");
        try (Stack stack = Stack.start(
                        scenario.stack(workDirectory, List.of(evenPlan, berthPlan)), new PartLines(terminal));
                Blackboard blackboard = new RedisBlackboard(stack.redisUrl(), Scenario.FLEET);
                AdapterEvents events = new AdapterEvents(stack.kafkaBootstrap())) {
            FleetReadiness readiness = new FleetReadiness(blackboard, SERVING_BOUND);
            List<PodState> firstPods = readiness.await(stack).pods();
            say("every adapter is served, by even dispatch (%.0f s after the start)", seconds(startedAt));
            ArmRun arms = new ArmRun(stack, blackboard, events, terminal);

            heading("1 of 2: " + EVEN);
            ArmRun.Outcome even = arms.run(EVEN, evenPlan, "random", scenario.judge());

            say("restarting the pods, so that both arms begin with empty caches and even dispatch ...");
            stack.restartPods();
            readiness.await(options.pods(), ids(firstPods));
            heading("2 of 2: " + BERTH + " (plans every 10 s and on change; routing slo-affinity)");
            stack.startOptimizer();
            ArmRun.Outcome berth = arms.run(BERTH, berthPlan, "slo-affinity", scenario.judge());

            Verdict verdict = conclude(even, berth, stack);
            heading("engines: learned from the traffic against declared");
            LearnedProfiles.lines(blackboard.readAll(Keys.PROFILE), blackboard.readAll(Keys.PROFILE_OFFLINE))
                    .forEach(line -> terminal.line("  " + line));
            say("took %.0f s in all; logs of every part: %s", seconds(startedAt), stack.logs());
            if (options.keep()) {
                keep(stack, scenario);
            }
            say("stopping everything ...");
            return verdict;
        }
    }

    private void introduce(Scenario scenario, Path workDirectory) {
        say(
                "%d pods as %s (%d GPU slots each), %d adapters, Zipf %.2f, seed %d",
                options.pods(),
                scenario.engine().name(),
                options.maxLoras(),
                options.adapters(),
                options.zipf(),
                options.seed());
        String source = scenario.plan().source();
        say(
                "traffic: %d requests of %s in %d s for each arm, %.2f req/s = load %.2f of the fleet's %.2f req/s by profile",
                scenario.plan().requests().size(),
                source,
                options.duration().toSeconds(),
                scenario.plan().requests().size() / (double) options.duration().toSeconds(),
                options.load(),
                scenario.capacity());
        for (SloClass c : scenario.classes()) {
            long held = scenario.adapters().stream()
                    .filter(a -> a.sloClass().equals(c.name()))
                    .count();
            say("class %-11s %2d adapters, %s", c.name(), held, target(c));
        }
        say("work directory: %s", workDirectory);
        heading("starting (Ctrl-C stops everything)");
    }

    private static String target(SloClass c) {
        return c.target().e2eSeconds() > 0
                ? String.format(
                        Locale.ROOT, "whole answer within %.0f s", c.target().e2eSeconds())
                : String.format(
                        Locale.ROOT,
                        "TTFT %.1f s, TPOT %.0f ms",
                        c.target().ttftSeconds(),
                        c.target().tpotSeconds() * 1000);
    }

    private Verdict conclude(ArmRun.Outcome even, ArmRun.Outcome berth, Stack stack) throws IOException {
        List<ArmReport> reports = List.of(even.report(), berth.report());
        String json = ReportPrinter.json(reports);
        Files.writeString(options.report(), json + "\n");
        even.result().writeJsonl(stack.logs().resolve("requests-even.jsonl"));
        berth.result().writeJsonl(stack.logs().resolve("requests-berth.jsonl"));
        heading("report (also in " + options.report().toAbsolutePath() + ")");
        ReportPrinter.text(reports).lines().forEach(terminal::line);
        heading("was the loop closed?");
        List<Condition> conditions = Condition.of(even, berth);
        conditions.forEach(c -> terminal.line((c.met() ? "  ✓ " : "  ✗ ") + c.what()));
        return new Verdict(json, conditions.stream().allMatch(Condition::met));
    }

    private void keep(Stack stack, Scenario scenario) throws InterruptedException {
        heading("left running until Ctrl-C");
        say("router   %s   admin %s", stack.routerUrl(), stack.routerAdminUrl());
        say("redis    %s   kafka %s   Flink %s", stack.redisUrl(), stack.kafkaBootstrap(), stack.flinkUrl());
        say(
                "try      curl %s/v1/chat/completions -H 'Content-Type: application/json' -d "
                        + "'{\"model\": \"%s\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}'",
                stack.routerUrl(), scenario.adapters().get(0).name());
        say("see      ./berth status --redis %s --fleet %s", stack.redisUrl(), Scenario.FLEET);
        new CountDownLatch(1).await();
    }

    private Path workDirectory() throws IOException {
        if (options.workDirectory().isEmpty()) {
            return Files.createTempDirectory("berth-quickstart-");
        }
        Path parent = Files.createDirectories(options.workDirectory().get());
        return Files.createTempDirectory(parent, "run-");
    }

    private static Set<PodIncarnation> ids(List<PodState> pods) {
        return pods.stream().map(PodState::id).collect(Collectors.toSet());
    }

    private static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e9;
    }

    private void heading(String text) {
        terminal.line("");
        terminal.line(text);
    }

    private void say(String format, Object... values) {
        terminal.line("  " + String.format(Locale.ROOT, format, values));
    }
}
