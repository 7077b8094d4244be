package dev.berth.streaming.cluster;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/** Flink's own settings, for small clusters on one machine: everything on the loopback interface, failures seen fast. */
final class ClusterSettings {
    static final String LOOPBACK = "127.0.0.1";

    private static final String PROMETHEUS = "org.apache.flink.metrics.prometheus.PrometheusReporterFactory";

    private ClusterSettings() {}

    static Configuration jobManager(int rpcPort, int restPort) {
        Configuration settings = common(LOOPBACK, rpcPort);
        settings.set(JobManagerOptions.BIND_HOST, LOOPBACK);
        settings.set(RestOptions.ADDRESS, LOOPBACK);
        settings.set(RestOptions.BIND_ADDRESS, LOOPBACK);
        settings.set(RestOptions.PORT, restPort);
        settings.set(RestOptions.BIND_PORT, Integer.toString(restPort));
        return settings;
    }

    /**
     * A TaskManager must be told all of its memory, part by part: it does not ask the JVM, and what is not told fails an
     * assertion without a word. Small, since the jobs' state is.
     */
    static Configuration taskManager(String jobManagerHost, int rpcPort, int slots, Path scratch) {
        Configuration settings = common(jobManagerHost, rpcPort);
        settings.set(TaskManagerOptions.HOST, LOOPBACK);
        settings.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
        settings.set(TaskManagerOptions.RPC_PORT, "0");
        settings.set(TaskManagerOptions.NUM_TASK_SLOTS, slots);
        settings.set(TaskManagerOptions.CPU_CORES, 1.0);
        settings.set(TaskManagerOptions.FRAMEWORK_HEAP_MEMORY, MemorySize.ofMebiBytes(128));
        settings.set(TaskManagerOptions.TASK_HEAP_MEMORY, MemorySize.ofMebiBytes(192));
        settings.set(TaskManagerOptions.FRAMEWORK_OFF_HEAP_MEMORY, MemorySize.ofMebiBytes(128));
        settings.set(TaskManagerOptions.TASK_OFF_HEAP_MEMORY, MemorySize.ZERO);
        settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(8));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
        settings.set(TaskManagerOptions.JVM_METASPACE, MemorySize.ofMebiBytes(128));
        settings.set(TaskManagerOptions.JVM_OVERHEAD_MIN, MemorySize.ofMebiBytes(128));
        settings.set(TaskManagerOptions.JVM_OVERHEAD_MAX, MemorySize.ofMebiBytes(128));
        settings.set(TaskManagerOptions.REGISTRATION_TIMEOUT, Duration.ofDays(1)); // The JobManager comes back.
        settings.set(CoreOptions.TMP_DIRS, scratch.toString());
        return settings;
    }

    /**
     * Flink's metrics in Prometheus' text form; they are served on all interfaces, since Flink's reporter knows no other way.
     *
     * @param port 0 for none
     */
    static Configuration withMetrics(Configuration settings, int port) {
        if (port != 0) {
            settings.setString("metrics.reporter.prom.factory.class", PROMETHEUS);
            settings.setString("metrics.reporter.prom.port", Integer.toString(port));
        }
        return settings;
    }

    private static Configuration common(String jobManagerHost, int rpcPort) {
        Configuration settings = new Configuration();
        settings.set(JobManagerOptions.ADDRESS, jobManagerHost);
        settings.set(JobManagerOptions.PORT, rpcPort);
        settings.set(BlobServerOptions.PORT, "0");
        settings.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, ResumePoints.KEPT); // The JobManager's to say.
        settings.set(CoreOptions.CLASSLOADER_RESOLVE_ORDER, "parent-first");
        settings.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(1));
        settings.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofSeconds(10));
        settings.set(HeartbeatManagerOptions.HEARTBEAT_RPC_FAILURE_THRESHOLD, 2);
        return settings;
    }
}
