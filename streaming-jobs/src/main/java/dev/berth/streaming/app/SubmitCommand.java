package dev.berth.streaming.app;

import dev.berth.streaming.cluster.FlinkRest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./berth jobs submit}: the job jar to a Flink cluster that runs already. */
@Command(
        name = "submit",
        description = {
            "Submit a job to a running Flink cluster by its REST interface, as flink run does.",
            "Build the jar first: mvn -Pjob-jar -pl streaming-jobs -am package -DskipTests"
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  ./berth jobs submit --cluster http://127.0.0.1:8081 --job DemandJob -- --fleet demo --kafka broker:9092",
            "  ./berth jobs submit --cluster http://127.0.0.1:8081 --job DemandJob --savepoint file:/savepoints/s-1"
        })
final class SubmitCommand implements Callable<Integer> {
    private static final String JAR = "streaming-jobs/target/berth-streaming-jobs-job.jar";

    @Option(names = "--cluster", required = true, paramLabel = "URL", description = "Flink's REST interface")
    private String cluster;

    @Option(
            names = "--job",
            required = true,
            paramLabel = "NAME",
            description = "DemandJob, EngineScrapeJob or ProfileJob")
    private String job;

    @Option(names = "--jar", paramLabel = "FILE", description = "job jar (default: what the build left)")
    private Path jar;

    @Option(names = "--savepoint", paramLabel = "PATH", description = "go on from this savepoint")
    private String savepoint;

    @Parameters(paramLabel = "OPTION", description = "the job's own options, after --; see jobs cluster --help")
    private List<String> jobOptions = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Path file = jar != null
                ? jar
                : Path.of(System.getProperty("berth.home", ".")).resolve(JAR);
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("there is no job jar " + file
                    + "; make it by 'mvn -Pjob-jar -pl streaming-jobs -am package -DskipTests'");
        }
        FlinkRest rest = new FlinkRest(cluster);
        rest.running(job).ifPresent(running -> {
            throw new IllegalArgumentException(
                    job + " runs there already (" + running.id() + "); stop it first: ./berth jobs stop");
        });
        List<String> arguments = new ArrayList<>(List.of("--job", job));
        arguments.addAll(jobOptions);
        String uploaded = rest.upload(file);
        String id = rest.run(uploaded, JobMain.class.getName(), arguments, Optional.ofNullable(savepoint));
        rest.forget(uploaded);
        spec.commandLine().getOut().println("submitted " + job + " id=" + id);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
