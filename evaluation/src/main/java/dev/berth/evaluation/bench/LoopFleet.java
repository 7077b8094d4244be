package dev.berth.evaluation.bench;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.slo.SloClass;
import dev.berth.evaluation.quickstart.FleetReadiness;
import dev.berth.evaluation.scenario.Engines;
import dev.berth.evaluation.stack.Stack;
import dev.berth.evaluation.stack.StackConfig;
import dev.berth.evaluation.stack.StackListener;
import dev.berth.store.Blackboard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The whole product over simulated A10 pods, each part a process, with adapters {@code model-0}, {@code model-1}, ... */
record LoopFleet(Path home, int pods, int adapters, long seed) {
    static final String FLEET = "bench";
    static final String BASE_MODEL = "llama-3.1-8b";
    private static final String ENGINE = "a10";
    private static final int RANK = 16;
    private static final long BYTES = 16 * 5_242_880L;
    private static final int MAX_LORAS = 8;
    private static final int MAX_CPU_LORAS = 64;
    private static final Duration OPTIMIZE_EVERY = Duration.ofSeconds(10);
    private static final Duration SERVING_BOUND = Duration.ofMinutes(5);

    static String model(int index) {
        return "model-" + index;
    }

    EngineSpec engine() {
        Engines engines = new Engines(home);
        EngineSpec declared = engines.read(engines.file(ENGINE));
        return declared.withLimits(declared.limits().withLoras(MAX_LORAS, MAX_CPU_LORAS));
    }

    /** Starts all but the optimizer. */
    Stack start(Path directory, Optional<Path> lengths) throws IOException {
        EngineSpec engine = engine();
        List<AdapterSpec> catalog =
                IntStream.range(0, adapters).mapToObj(i -> adapter(model(i))).toList();
        return Stack.start(
                new StackConfig(
                        FLEET,
                        new Engines(home).file(ENGINE).toString(),
                        engine.gpu(),
                        engine.pricePerHour(),
                        BASE_MODEL,
                        pods,
                        MAX_LORAS,
                        MAX_CPU_LORAS,
                        catalog,
                        List.of(SloClass.STANDARD),
                        SloClass.STANDARD.target(),
                        0,
                        OPTIMIZE_EVERY,
                        lengths,
                        seed,
                        Files.createDirectories(directory),
                        Map.of()),
                StackListener.SILENT);
    }

    private static AdapterSpec adapter(String name) {
        return new AdapterSpec(
                name,
                BASE_MODEL,
                "/adapters/" + name + "-r" + RANK, // The pod takes the rank from it.
                "",
                name,
                RANK,
                BYTES,
                SloClass.STANDARD.name(),
                1,
                0,
                0,
                "");
    }

    /** Waits until each adapter is served; then the optimizer begins. */
    static void serve(Stack stack, Blackboard blackboard) throws InterruptedException {
        new FleetReadiness(blackboard, SERVING_BOUND).await(stack);
        stack.startOptimizer();
    }
}
