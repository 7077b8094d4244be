package dev.berth.streaming.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits jobs to a cluster and sees to it that they go on: Flink restarts a job that fails, but one that has ended for good
 * (someone cancelled it, or it could not be started) is submitted afresh.
 */
public final class JobKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JobKeeper.class);
    private static final long LOOK_EVERY_SECONDS = 5;
    private static final long LOOK_AGAIN_MILLIS = 50;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private final int restPort;
    private final Configuration settings;
    private final Map<NamedJob, JobClient> running = new ConcurrentHashMap<>();
    private final ScheduledExecutorService watch;

    /**
     * A job by name.
     *
     * @param graph adds the job's graph to an environment
     */
    public record NamedJob(String name, Consumer<StreamExecutionEnvironment> graph) {}

    private JobKeeper(int restPort, Configuration settings) {
        this.restPort = restPort;
        this.settings = settings;
        this.watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "job-keeper");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * @throws ClusterFailedException if the cluster does not take a job
     */
    public static JobKeeper start(int restPort, Configuration settings, List<NamedJob> jobs) {
        JobKeeper keeper = new JobKeeper(restPort, settings);
        jobs.forEach(keeper::submit);
        Future<?> unused = keeper.watch.scheduleWithFixedDelay(
                () -> jobs.forEach(keeper::look), LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
        return keeper;
    }

    private void submit(NamedJob job) {
        try {
            StreamExecutionEnvironment env =
                    StreamExecutionEnvironment.createRemoteEnvironment(ClusterSettings.LOOPBACK, restPort, settings);
            job.graph().accept(env);
            JobClient client = env.executeAsync(job.name());
            running.put(job, client);
            log.info("job submitted name={} id={}", job.name(), client.getJobID());
        } catch (Exception e) {
            throw new ClusterFailedException("job " + job.name() + " was not taken by the cluster", e);
        }
    }

    private void look(NamedJob job) {
        try {
            JobStatus status = running.get(job).getJobStatus().get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            if (status.isGloballyTerminalState()) {
                log.warn("job ended and is submitted afresh name={} status={}", job.name(), status);
                submit(job);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | ClusterFailedException e) {
            log.warn("job can't be looked after now name={} cause={}", job.name(), e.toString());
        }
    }

    /** Cancels the jobs, so that their TaskManagers are free and their sinks end in order. */
    @Override
    public void close() {
        watch.shutdownNow();
        running.forEach((job, client) -> {
            try {
                client.cancel().get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
                awaitEnd(client);
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
