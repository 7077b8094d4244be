package dev.berth.streaming.cluster;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.client.JobInitializationException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits jobs to a cluster and sees to it that they go on: Flink restarts a job that fails, but one that has ended for good
 * (someone cancelled it, or it could not be started, or its JobManager ended) is submitted again, to go on from a
 * {@link ResumePoints checkpoint}. One that fails as it takes up its state, again and again, is cancelled, so that it comes to
 * the checkpoint before, or begins afresh: Flink by itself would try the same one for ever.
 */
public final class JobKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JobKeeper.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final long LOOK_AGAIN_MILLIS = 50;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    /** So often a job may fail as it takes up a checkpoint, before that counts as a try. */
    private static final int FAILED_STARTS = 3;

    private final int restPort;
    private final Configuration settings;
    private final ResumePoints points;
    private final FlinkRest rest;
    private final Map<NamedJob, Run> running = new ConcurrentHashMap<>();
    private final ScheduledExecutorService watch;

    /**
     * A job by name.
     *
     * @param graph adds the job's graph to an environment
     */
    public record NamedJob(String name, Consumer<StreamExecutionEnvironment> graph) {}

    /** @param unproven whether it went on from a checkpoint and has not made one of its own yet */
    private record Run(JobClient client, boolean unproven) {
        Run proven() {
            return new Run(client, false);
        }
    }

    private JobKeeper(int restPort, Configuration settings) {
        this.restPort = restPort;
        this.settings = settings;
        this.points = new ResumePoints(Path.of(URI.create(settings.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY))));
        this.rest = new FlinkRest("http://" + ClusterSettings.LOOPBACK + ":" + restPort);
        this.watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "job-keeper");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * @param settings as {@link JobSettings#of}; each job has its checkpoints in a directory below theirs
     * @throws ClusterFailedException if the cluster does not take a job
     */
    public static JobKeeper start(int restPort, Configuration settings, List<NamedJob> jobs) {
        return start(restPort, settings, jobs, LOOK_EVERY);
    }

    static JobKeeper start(int restPort, Configuration settings, List<NamedJob> jobs, Duration lookEvery) {
        JobKeeper keeper = new JobKeeper(restPort, settings);
        jobs.forEach(keeper::submit);
        Future<?> unused = keeper.watch.scheduleWithFixedDelay(
                () -> jobs.forEach(keeper::look), lookEvery.toMillis(), lookEvery.toMillis(), TimeUnit.MILLISECONDS);
        return keeper;
    }

    private void submit(NamedJob job) {
        Optional<Path> from = points.next(job.name());
        Configuration own = new Configuration(settings);
        own.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                points.directory(job.name()).toUri().toString());
        from.ifPresent(checkpoint ->
                own.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint.toUri().toString()));
        try {
            StreamExecutionEnvironment env =
                    StreamExecutionEnvironment.createRemoteEnvironment(ClusterSettings.LOOPBACK, restPort, own);
            job.graph().accept(env);
            JobClient client = env.executeAsync(job.name());
            running.put(job, new Run(client, from.isPresent()));
            log.info(
                    "job submitted name={} id={} from={}",
                    job.name(),
                    client.getJobID(),
                    from.map(Path::toString).orElse("-"));
        } catch (Exception e) {
            if (from.isPresent()
                    && ExceptionUtils.findThrowable(e, JobInitializationException.class)
                            .isPresent()) {
                log.warn(
                        "job can't begin with its checkpoint name={} from={} cause={}",
                        job.name(),
                        from.get(),
                        causeOf(e));
                submit(job); // Not without end: each checkpoint is tried a few times.
                return;
            }
            throw new ClusterFailedException("job " + job.name() + " was not taken by the cluster", e);
        }
    }

    private static String causeOf(Throwable e) {
        Throwable last = e;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return last.toString();
    }

    private void look(NamedJob job) {
        try {
            Run run = running.get(job);
            JobStatus status = run.client().getJobStatus().get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            if (status.isGloballyTerminalState()) {
                log.warn("job ended and is submitted again name={} status={}", job.name(), status);
                submit(job);
            } else if (run.unproven()) {
                prove(job, run);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | ClusterFailedException e) {
            log.warn("job can't be looked after now name={} cause={}", job.name(), e.toString());
        }
    }

    private void prove(NamedJob job, Run run) throws InterruptedException, ExecutionException, TimeoutException {
        String id = run.client().getJobID().toString();
        if (rest.completedCheckpoints(id) > 0) {
            running.put(job, run.proven());
        } else if (rest.failedStarts(id) >= FAILED_STARTS) {
            log.warn(
                    "job can't take up its checkpoint and is cancelled name={} failures={}", job.name(), FAILED_STARTS);
            run.client().cancel().get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Cancels the jobs, so that their TaskManagers are free and their sinks end in order. */
    @Override
    public void close() {
        watch.shutdownNow();
        running.forEach((job, run) -> {
            try {
                run.client().cancel().get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
                awaitEnd(run.client());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                log.warn("job did not end cleanly name={} cause={}", job.name(), e.toString());
            }
        });
    }

    private static void awaitEnd(JobClient client) throws InterruptedException, ExecutionException, TimeoutException {
        long giveUpAt = System.nanoTime() + ANSWER_WITHIN.toNanos();
        while (System.nanoTime() < giveUpAt) {
            JobStatus status = client.getJobStatus().get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            if (status.isGloballyTerminalState()) {
                return;
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }
}
