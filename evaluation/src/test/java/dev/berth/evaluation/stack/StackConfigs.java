package dev.berth.evaluation.stack;

import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.slo.SloClass;
import dev.berth.domain.slo.SloTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Stacks that are small enough for tests. */
public final class StackConfigs {
    private StackConfigs() {}

    /** Three pods and six adapters. */
    public static StackConfig small(Path workDirectory, String engine, Map<String, RestartPolicy> restarts) {
        List<AdapterSpec> adapters = IntStream.rangeClosed(1, 6)
                .mapToObj(i -> new AdapterSpec(
                        "adapter-" + i,
                        "llama-3.1-8b",
                        "/adapters/adapter-" + i,
                        "",
                        "adapter-" + i,
                        16,
                        50_000_000,
                        "standard",
                        1,
                        0,
                        0,
                        ""))
                .toList();
        return new StackConfig(
                "test",
                engine,
                "NVIDIA A10",
                0.15,
                "llama-3.1-8b",
                3,
                8,
                32,
                adapters,
                List.of(SloClass.STANDARD),
                new SloTarget(2, 0.1, 0),
                0,
                Duration.ofSeconds(5),
                Optional.empty(),
                1,
                workDirectory,
                restarts);
    }
}
