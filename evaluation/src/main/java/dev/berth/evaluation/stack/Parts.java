package dev.berth.evaluation.stack;

import dev.berth.domain.slo.SloTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command of each part, all on loopback and on ports that are the same in each of its lives. */
final class Parts {
    static final String REDIS = "redis";
    static final String KAFKA = "kafka";
    static final String JOBS = "jobs";
    static final String TASK_MANAGER = "taskmanager";
    static final String ROUTER = "router";
    static final String ACTUATOR = "actuator";
    static final String OPTIMIZER = "optimizer";

    private static final Duration START_BOUND = Duration.ofMinutes(2);
    private static final Duration STOP_BOUND = Duration.ofSeconds(8);

    /** Shorter than in production: a run takes minutes, and its drift is to be seen. */
    private static final int DEMAND_WINDOW_SECONDS = 20;

    private final StackConfig config;
    private final int redisPort;
    private final int kafkaPort;
    private final int kafkaControllerPort;
    private final int flinkRestPort;
    private final int flinkRpcPort;
    private final int routerPort;
    private final int adminPort;
    private final List<Integer> podPorts = new ArrayList<>();

    Parts(StackConfig config, FreePorts ports) {
        this.config = config;
        this.redisPort = ports.next();
        this.kafkaPort = ports.next();
        this.kafkaControllerPort = ports.next();
        this.flinkRestPort = ports.next();
        this.flinkRpcPort = ports.next();
        this.routerPort = config.routerPort() == 0 ? ports.next() : config.routerPort();
        this.adminPort = ports.next();
        for (int i = 0; i < config.pods(); i++) {
            podPorts.add(ports.next());
        }
    }

    String redisUrl() {
        return "redis://127.0.0.1:" + redisPort;
    }

    String kafkaBootstrap() {
        return "127.0.0.1:" + kafkaPort;
    }

    String flinkUrl() {
        return "http://127.0.0.1:" + flinkRestPort;
    }

    List<Integer> podPorts() {
        return List.copyOf(podPorts);
    }

    static String podName(int index) {
        return "pod-" + (index + 1);
    }

    ChildSpec redis(Path binary) {
        List<String> command = List.of(
                binary.toString(),
                "--port",
                String.valueOf(redisPort),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                config.workDirectory().toString());
        return new ChildSpec(
                REDIS,
                command,
                Map.of(),
                line -> ReadyLine.OF_REDIS.read(line).map(nothing -> Map.of("url", redisUrl())),
                START_BOUND,
                STOP_BOUND,
                policy(REDIS, RestartPolicy.AT_ONCE));
    }

    ChildSpec kafka() {
        Path data = config.workDirectory().resolve("kafka");
        List<String> arguments =
                List.of(String.valueOf(kafkaPort), String.valueOf(kafkaControllerPort), data.toString());
        return jvm(KAFKA, 256, KafkaBroker.class.getName(), arguments, RestartPolicy.AT_ONCE);
    }

    ChildSpec pod(int index) {
        List<String> arguments = new ArrayList<>(List.of(
                "--engine",
                config.engine(),
                "--name",
                podName(index),
                "--port",
                String.valueOf(podPorts.get(index)),
                "--base-model",
                config.baseModel(),
                "--max-loras",
                String.valueOf(config.maxLoras()),
                "--max-cpu-loras",
                String.valueOf(config.maxCpuLoras()),
                "--seed",
                String.valueOf(config.seed() + index)));
        config.lengths().ifPresent(file -> arguments.addAll(List.of("--lengths", file.toString())));
        return jvm(podName(index), 96, "dev.berth.simulator.app.SimulateCommand", arguments, RestartPolicy.POD);
    }

    ChildSpec actuator(Path fleetFile, Path catalogFile) {
        List<String> arguments =
                with(shared(true), "--fleet-file", fleetFile.toString(), "--catalog", catalogFile.toString());
        return jvm(ACTUATOR, 96, "dev.berth.actuator.app.ActuateCommand", arguments, RestartPolicy.AT_ONCE);
    }

    ChildSpec jobs() {
        List<String> own = List.of(
                "--rest-port",
                String.valueOf(flinkRestPort),
                "--rpc-port",
                String.valueOf(flinkRpcPort),
                "--window",
                String.valueOf(DEMAND_WINDOW_SECONDS),
                "--state",
                config.workDirectory().resolve("flink").toString());
        List<String> arguments = new ArrayList<>(List.of("cluster"));
        arguments.addAll(shared(true));
        arguments.addAll(own);
        return jvm(JOBS, 384, "dev.berth.streaming.app.JobsCommand", arguments, RestartPolicy.AT_ONCE);
    }

    ChildSpec taskManager() {
        return jvm(
                TASK_MANAGER,
                384,
                "dev.berth.streaming.app.JobsCommand",
                List.of("taskmanager", "--jobmanager", "127.0.0.1:" + flinkRpcPort),
                RestartPolicy.AT_ONCE);
    }

    ChildSpec router() {
        List<String> arguments = with(
                shared(true),
                "--port",
                String.valueOf(routerPort),
                "--admin-port",
                String.valueOf(adminPort),
                "--name",
                "router-1");
        return jvm(ROUTER, 192, "dev.berth.router.app.RouterCommand", arguments, RestartPolicy.AT_ONCE);
    }

    ChildSpec optimizer() {
        List<String> arguments = with(
                shared(false),
                "--every",
                config.optimizeEvery().toSeconds() + "s",
                "--seed",
                String.valueOf(config.seed()));
        return jvm(OPTIMIZER, 256, "dev.berth.optimizer.app.OptimizeCommand", arguments, RestartPolicy.AT_ONCE);
    }

    /** Not a part that stays: it publishes the offline profile and ends. */
    List<String> publishProfile() {
        SloTarget target = config.profileTarget();
        List<String> arguments = new ArrayList<>(List.of("publish"));
        arguments.addAll(shared(false));
        return JvmCommand.of(
                96,
                "dev.berth.streaming.app.ProfileCommand",
                with(
                        arguments,
                        "--deployment",
                        config.deployment(),
                        "--engine",
                        config.engine(),
                        "--base-model",
                        config.baseModel(),
                        "--max-loras",
                        String.valueOf(config.maxLoras()),
                        "--ttft",
                        String.valueOf(target.ttftSeconds()),
                        "--tpot",
                        String.valueOf(target.tpotSeconds()),
                        "--e2e",
                        String.valueOf(target.e2eSeconds())));
    }

    private List<String> shared(boolean withKafka) {
        List<String> arguments = new ArrayList<>(List.of("--redis", redisUrl(), "--fleet", config.fleet()));
        if (withKafka) {
            arguments.addAll(List.of("--kafka", kafkaBootstrap()));
        }
        return arguments;
    }

    private static List<String> with(List<String> arguments, String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return all;
    }

    private ChildSpec jvm(
            String name, int heapMegabytes, String mainClass, List<String> arguments, RestartPolicy usual) {
        return new ChildSpec(
                name,
                JvmCommand.of(heapMegabytes, mainClass, arguments),
                JvmCommand.environment(),
                ReadyLine.OF_BERTH,
                START_BOUND,
                STOP_BOUND,
                policy(name, usual));
    }

    private RestartPolicy policy(String name, RestartPolicy usual) {
        return config.restarts().getOrDefault(name, usual);
    }
}
