package dev.berth.streaming.cluster;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.runtime.entrypoint.ClusterEntrypointException;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A JobManager in this JVM, to which TaskManagers of other JVMs come. */
public final class SessionCluster implements JobCluster {
    private static final Logger log = LoggerFactory.getLogger(SessionCluster.class);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    private final StandaloneSessionClusterEntrypoint jobManager;

    private SessionCluster(StandaloneSessionClusterEntrypoint jobManager) {
        this.jobManager = jobManager;
    }

    /**
     * @param rpcPort that TaskManagers connect to; 0 for any free one
     * @param restPort 0 for any free one
     * @param metricsPort 0 for none
     * @throws ClusterFailedException for example if a port is taken
     */
    public static SessionCluster start(int rpcPort, int restPort, int metricsPort) {
        StandaloneSessionClusterEntrypoint jobManager = new StandaloneSessionClusterEntrypoint(
                ClusterSettings.withMetrics(ClusterSettings.jobManager(rpcPort, restPort), metricsPort));
        try {
            jobManager.startCluster();
        } catch (ClusterEntrypointException e) {
            throw new ClusterFailedException(
                    "the JobManager could not start on ports " + rpcPort + " (RPC) and " + restPort + " (REST)", e);
        }
        return new SessionCluster(jobManager);
    }

    public int rpcPort() {
        return jobManager.getRpcPort();
    }

    @Override
    public int restPort() {
        return jobManager.getRestPort();
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        try {
            jobManager.getTerminationFuture().get();
        } catch (ExecutionException e) {
            throw new ClusterFailedException("the JobManager ended", e);
        }
    }

    @Override
    public void close() {
        try {
            jobManager.closeAsync().get(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("the JobManager did not end cleanly: {}", e.toString());
        }
    }
}
