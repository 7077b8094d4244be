package dev.berth.evaluation.bench;

import dev.berth.evaluation.stack.Child;
import dev.berth.evaluation.stack.Stack;
import dev.berth.store.Blackboard;
import dev.berth.store.RedisBlackboard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What the control plane costs: cores and memory of each part while a fleet is observed, and the log of a given rate of
 * requests is read, planned on and acted on. The log is written as a router writes it, so the pods themselves stand idle; the
 * pods and the router are no part of the sum.
 */
final class ControlPlaneBench {
    private static final String POD = "pod-";
    private static final String ROUTER = "router";
    private static final Duration SETTLED = Duration.ofSeconds(60);

    private final LoopFleet fleet;
    private final double requestsPerSecond;
    private final Duration measured;

    ControlPlaneBench(LoopFleet fleet, double requestsPerSecond, Duration measured) {
        this.fleet = fleet;
        this.requestsPerSecond = requestsPerSecond;
        this.measured = measured;
    }

    StreamsReport.ControlPlane run(Path directory, Consumer<String> progress) throws IOException, InterruptedException {
        progress.accept("control plane, starting " + fleet.pods() + " pods");
        try (Stack stack = fleet.start(directory, Optional.empty());
                Blackboard blackboard = new RedisBlackboard(stack.redisUrl(), LoopFleet.FLEET)) {
            LoopFleet.serve(stack, blackboard);
            try (SteadyTraffic traffic = SteadyTraffic.start(
                    stack.kafkaBootstrap(), fleet.adapters(), requestsPerSecond / fleet.adapters(), fleet.seed())) {
                progress.accept("control plane, settling");
                Thread.sleep(SETTLED.toMillis());
                Map<String, Duration> before = cpu(stack);
                long begun = System.nanoTime();
                progress.accept("control plane, measuring");
                Thread.sleep(measured.toMillis());
                double seconds = (System.nanoTime() - begun) / 1e9;
                return report(stack, before, seconds);
            }
        }
    }

    private StreamsReport.ControlPlane report(Stack stack, Map<String, Duration> before, double seconds) {
        Map<String, Duration> after = cpu(stack);
        List<StreamsReport.Part> parts = new ArrayList<>();
        for (Child child : stack.children()) {
            if (!child.name().startsWith(POD)) {
                double spent = after.get(child.name())
                                .minus(before.getOrDefault(child.name(), Duration.ZERO))
                                .toNanos()
                        / 1e9;
                parts.add(new StreamsReport.Part(
                        child.name(),
                        spent / seconds,
                        residentBytes(child),
                        !child.name().equals(ROUTER)));
            }
        }
        return new StreamsReport.ControlPlane(fleet.adapters(), fleet.pods(), requestsPerSecond, parts);
    }

    private static Map<String, Duration> cpu(Stack stack) {
        Map<String, Duration> spent = new TreeMap<>();
        for (Child child : stack.children()) {
            spent.put(
                    child.name(),
                    ProcessHandle.of(child.pid())
                            .flatMap(process -> process.info().totalCpuDuration())
                            .orElse(Duration.ZERO));
        }
        return spent;
    }

    /** What it has in memory; 0 where the system does not tell. */
    private static long residentBytes(Child child) {
        try {
            return Files.readAllLines(Path.of("/proc/" + child.pid() + "/status"), StandardCharsets.UTF_8).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
