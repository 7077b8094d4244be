package dev.berth.streaming.cluster;

import java.util.concurrent.CountDownLatch;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;

/** JobManager and TaskManager in this JVM. */
public final class EmbeddedCluster implements JobCluster {
    private static final int SLOTS = 4;

    private final MiniCluster cluster;
    private final int restPort;
    private final CountDownLatch closed = new CountDownLatch(1);

    private EmbeddedCluster(MiniCluster cluster, int restPort) {
        this.cluster = cluster;
        this.restPort = restPort;
    }

    /**
     * @param restPort 0 for any free one
     * @param metricsPort 0 for none
     * @throws ClusterFailedException for example if the port is taken
     */
    public static EmbeddedCluster start(int restPort, int metricsPort) {
        Configuration settings = ClusterSettings.withMetrics(ClusterSettings.jobManager(0, restPort), metricsPort);
        settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(8));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(SLOTS)
                .setRpcServiceSharing(RpcServiceSharing.SHARED)
                .build());
        try {
            cluster.start();
            return new EmbeddedCluster(cluster, cluster.getRestAddress().get().getPort());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterFailedException("Flink could not start", e);
        } catch (Exception e) {
            throw new ClusterFailedException("Flink could not start with REST port " + restPort, e);
        }
    }

    @Override
    public int restPort() {
        return restPort;
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        closed.await();
    }

    @Override
    public void close() {
        try {
            cluster.close();
        } catch (Exception e) {
            throw new ClusterFailedException("Flink did not end cleanly", e);
        } finally {
            closed.countDown();
        }
    }
}
