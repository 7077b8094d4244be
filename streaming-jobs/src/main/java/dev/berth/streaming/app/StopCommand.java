package dev.berth.streaming.app;

import dev.berth.streaming.cluster.FlinkRest;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./berth jobs stop}: stops a job of a Flink cluster and keeps its state for the next build. */
@Command(
        name = "stop",
        description = {
            "Stop a job of a running Flink cluster with a savepoint, from which jobs submit goes on.",
            "No request is lost or counted twice in between."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: ./berth jobs stop --cluster http://127.0.0.1:8081 --job DemandJob --savepoints file:/savepoints"
        })
final class StopCommand implements Callable<Integer> {
    private static final Duration AT_MOST = Duration.ofMinutes(2);

    @Option(names = "--cluster", required = true, paramLabel = "URL", description = "Flink's REST interface")
    private String cluster;

    @Option(names = "--job", required = true, paramLabel = "NAME", description = "name of the job")
    private String job;

    @Option(
            names = "--savepoints",
            required = true,
            paramLabel = "DIR",
            description = "directory that JobManager and TaskManagers share, as a URI")
    private String savepoints;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        FlinkRest rest = new FlinkRest(cluster);
        FlinkRest.ClusterJob running =
                rest.running(job).orElseThrow(() -> new IllegalArgumentException("no " + job + " runs at " + cluster));
        String savepoint = rest.stop(running.id(), savepoints, AT_MOST);
        spec.commandLine().getOut().println("stopped " + job + " savepoint=" + savepoint);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
