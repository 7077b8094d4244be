package dev.berth.streaming.app;

import dev.berth.streaming.cluster.EmbeddedCluster;
import dev.berth.streaming.cluster.SessionCluster;
import dev.berth.streaming.cluster.TaskManagerNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./berth jobs}: the streaming jobs, on Flink in one JVM or in several. */
@Command(
        name = "jobs",
        description = {
            "Run the streaming jobs: requests to demand, engines' metrics to samples.",
            "Or the same over a log of the past: reports and backfills."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            JobsCommand.Cluster.class,
            JobsCommand.TaskManager.class,
            JobsCommand.Start.class,
            SubmitCommand.class,
            StopCommand.class,
            ReportCommand.class,
            BackfillCommand.class
        },
        footer = {
            "",
            "Example, two JVMs:",
            "  ./berth jobs cluster --redis redis://127.0.0.1:6379 --fleet demo --kafka 127.0.0.1:9092",
            "  ./berth jobs taskmanager --jobmanager 127.0.0.1:6123"
        })
public final class JobsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "which one? cluster, taskmanager, start, submit, stop, report or backfill");
    }

    public static void main(String[] args) {
        CommandLines.quietLibraries();
        System.exit(CommandLines.run(new JobsCommand(), args));
    }

    private static void closeAtExit(AutoCloseable part) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            try {
                                part.close();
                            } catch (Exception e) {
                                System.err.println("berth: did not end cleanly: " + e.getMessage());
                            }
                        },
                        "close"));
    }

    /** The JobManager, and the jobs on it. */
    @Command(
            name = "cluster",
            description = {
                "Start Flink's JobManager and submit the jobs to it. They run once a TaskManager has come.",
                "A JVM with -Xmx384m is enough."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: ./berth jobs cluster --fleet demo --kafka 127.0.0.1:9092 --rest-port 8083"})
    static final class Cluster implements Callable<Integer> {
        @Mixin
        private JobsOptions options;

        @Option(
                names = "--rpc-port",
                paramLabel = "N",
                description = "port that TaskManagers connect to, on 127.0.0.1 (default 6123; 0: any)")
        private Integer rpcPort;

        @Override
        public Integer call() throws InterruptedException {
            JobsConfig config = options.config();
            SessionCluster cluster = SessionCluster.start(
                    rpcPort == null ? config.rpcPort() : rpcPort, config.restPort(), config.metricsPort());
            BerthJobs jobs = BerthJobs.start(cluster, config, options.jobs());
            closeAtExit(jobs);
            System.out.println(
                    "ready jobs rest=http://127.0.0.1:" + cluster.restPort() + " rpc=127.0.0.1:" + cluster.rpcPort());
            jobs.awaitEnd();
            return CommandLines.FAILED; // It has no end of its own.
        }
    }

    /** A TaskManager. */
    @Command(
            name = "taskmanager",
            description = {
                "Start a Flink TaskManager with 4 slots for a cluster's jobs.",
                "A JVM with -Xmx384m is enough. It waits for its JobManager, at the start and whenever that goes away."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: ./berth jobs taskmanager --jobmanager 127.0.0.1:6123"})
    static final class TaskManager implements Callable<Integer> {
        @Option(names = "--jobmanager", required = true, paramLabel = "HOST:PORT", description = "RPC of the cluster")
        private String jobManager;

        @Option(
                names = "--metrics-port",
                paramLabel = "N",
                defaultValue = "0",
                description = "port of Flink's metrics for Prometheus, on all interfaces (default: none)")
        private int metricsPort;

        @Override
        public Integer call() throws InterruptedException, IOException {
            int colon = jobManager.lastIndexOf(':');
            if (colon <= 0 || !jobManager.substring(colon + 1).matches("[0-9]{1,5}")) {
                throw new IllegalArgumentException("--jobmanager is HOST:PORT, not '" + jobManager + "'");
            }
            Path scratch = Files.createTempDirectory("berth-taskmanager-");
            TaskManagerNode node = TaskManagerNode.start(
                    jobManager.substring(0, colon),
                    Integer.parseInt(jobManager.substring(colon + 1)),
                    scratch,
                    metricsPort);
            closeAtExit(() -> {
                node.close();
                CheckpointDirectory.delete(scratch);
            });
            System.out.println("ready taskmanager jobmanager=" + jobManager + " slots=" + node.slots());
            return node.awaitEnd() ? 0 : CommandLines.FAILED;
        }
    }

    /** Everything in one JVM. */
    @Command(
            name = "start",
            description = "Run JobManager, TaskManager and the jobs in this JVM (-Xmx512m is enough).",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: ./berth jobs start --embedded --fleet demo --kafka 127.0.0.1:9092"})
    static final class Start implements Callable<Integer> {
        @Mixin
        private JobsOptions options;

        @Option(names = "--embedded", required = true, description = "Flink is part of this JVM")
        private boolean embedded;

        @Override
        public Integer call() throws InterruptedException {
            if (!embedded) {
                throw new IllegalArgumentException(
                        "jobs start runs --embedded only; see jobs cluster for several JVMs");
            }
            JobsConfig config = options.config();
            EmbeddedCluster cluster = EmbeddedCluster.start(config.restPort(), config.metricsPort());
            BerthJobs jobs = BerthJobs.start(cluster, config, options.jobs());
            closeAtExit(jobs);
            System.out.println("ready jobs rest=http://127.0.0.1:" + cluster.restPort());
            jobs.awaitEnd();
            return 0;
        }
    }
}
