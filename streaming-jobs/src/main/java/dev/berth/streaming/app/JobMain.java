package dev.berth.streaming.app;

import dev.berth.streaming.cluster.JobKeeper;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What Flink runs of the job jar, by {@code flink run}, the REST interface or the Flink operator: one job, with the cluster's
 * own settings of checkpoints, restarts and memory.
 */
@Command(
        name = "berth-job",
        mixinStandardHelpOptions = true,
        description = "Submit one of Berth's jobs to this cluster.")
public final class JobMain implements Callable<Integer> {
    private static final Duration KAFKA_WITHIN = Duration.ofSeconds(30);

    @Option(
            names = "--job",
            required = true,
            paramLabel = "NAME",
            description = "DemandJob, EngineScrapeJob or ProfileJob")
    private String job;

    @Mixin
    private JobsOptions options;

    public static void main(String[] args) throws Exception {
        JobMain main = new JobMain();
        new CommandLine(main).parseArgs(args);
        main.call();
    }

    @Override
    public Integer call() throws Exception {
        JobsConfig config = options.config();
        JobKeeper.NamedJob named = named(config);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        BerthJobs.prepare(config, KAFKA_WITHIN);
        named.graph().accept(env);
        env.executeAsync(named.name());
        return 0;
    }

    private JobKeeper.NamedJob named(JobsConfig config) {
        return BerthJobs.wanted(BerthJobs.jobs(config), List.of(job)).get(0);
    }
}
