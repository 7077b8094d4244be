package dev.berth.streaming.cluster;

import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginManager;
import org.apache.flink.core.plugin.PluginUtils;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/**
 * A TaskManager in this JVM. It looks for its JobManager for as long as it takes, at the start and whenever that goes away.
 * A JVM with {@code -Xmx384m} is enough for it.
 */
public final class TaskManagerNode implements AutoCloseable {
    private static final int SLOTS = 4;

    private final TaskManagerRunner runner;

    private TaskManagerNode(TaskManagerRunner runner) {
        this.runner = runner;
    }

    /**
     * @param scratch directory for its temporary files
     * @param metricsPort 0 for none
     */
    public static TaskManagerNode start(String jobManagerHost, int rpcPort, Path scratch, int metricsPort) {
        Configuration settings = ClusterSettings.withMetrics(
                ClusterSettings.taskManager(jobManagerHost, rpcPort, SLOTS, scratch), metricsPort);
        try {
            PluginManager plugins = PluginUtils.createPluginManagerFromRootFolder(settings);
            FileSystem.initialize(settings, plugins);
            TaskManagerRunner runner =
                    new TaskManagerRunner(settings, plugins, TaskManagerRunner::createTaskExecutorService);
            runner.start();
            return new TaskManagerNode(runner);
        } catch (Exception e) {
            throw new ClusterFailedException("the TaskManager could not start", e);
        }
    }

    public int slots() {
        return SLOTS;
    }

    /** Waits until it has ended; returns whether of its own will. */
    public boolean awaitEnd() throws InterruptedException {
        try {
            return runner.getTerminationFuture().get() == TaskManagerRunner.Result.SUCCESS;
        } catch (ExecutionException e) {
            throw new ClusterFailedException("the TaskManager ended", e);
        }
    }

    @Override
    public void close() {
        try {
            runner.close();
        } catch (Exception e) {
            throw new ClusterFailedException("the TaskManager did not end cleanly", e);
        }
    }
}
