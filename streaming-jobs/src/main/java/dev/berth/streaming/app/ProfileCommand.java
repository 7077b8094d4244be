package dev.berth.streaming.app;

import dev.berth.domain.Version;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.json.Json;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.ProfileFromEngine;
import dev.berth.domain.slo.SloTarget;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.WriteOutcome;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./berth profile}: what one pod of a deployment can do. */
@Command(
        name = "profile",
        description = "Import, publish, show and compare latency profiles: what one pod of a deployment can do.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ProfileCommand.Publish.class,
            ProfileImportCommand.class,
            ProfileShowCommand.class,
            ProfileDiffCommand.class
        },
        footer = {
            "",
            "Example:",
            "  ./berth profile publish --deployment default/sim --engine a10 --base-model llama-3.1-8b --fleet demo",
            "  ./berth profile import --benchmark a100.jsonl --deployment default/a100 --model llama2-7b --e2e 5"
                    + " --percentile 99 --out profile.json",
            "  ./berth profile show --fleet demo"
        })
public final class ProfileCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which one? publish, import, show or diff");
    }

    public static void main(String[] args) {
        CommandLines.quietLibraries();
        System.exit(CommandLines.run(new ProfileCommand(), args));
    }

    /** Computes a profile from a declared engine and publishes it. */
    @Command(
            name = "publish",
            description = "Compute a deployment's profile from its declared engine and publish it.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Example: ./berth profile publish --deployment default/sim --engine a10 --base-model llama-3.1-8b"
            })
    static final class Publish implements Callable<Integer> {
        @Mixin
        private ProfilePlace place;

        @Option(names = "--deployment", required = true, paramLabel = "NS/NAME", description = "whose profile it is")
        private String deployment;

        @Option(
                names = "--engine",
                required = true,
                paramLabel = "NAME|FILE",
                description = "an engine of datasets/engines, or a file like those")
        private String engine;

        @Option(names = "--base-model", paramLabel = "MODEL", description = "served base model (default: the engine's)")
        private String baseModel;

        @Option(names = "--max-loras", paramLabel = "N", description = "GPU slots (default: the engine's)")
        private Integer maxLoras;

        @Option(
                names = "--ttft",
                paramLabel = "SECONDS",
                defaultValue = "2",
                description = "target, 0 for none (default ${DEFAULT-VALUE})")
        private double ttft;

        @Option(
                names = "--tpot",
                paramLabel = "SECONDS",
                defaultValue = "0.1",
                description = "target, 0 for none (default ${DEFAULT-VALUE})")
        private double tpot;

        @Option(
                names = "--e2e",
                paramLabel = "SECONDS",
                defaultValue = "0",
                description = "target, 0 for none (default ${DEFAULT-VALUE})")
        private double e2e;

        @Option(names = "--output", defaultValue = "text", description = "text or json (default ${DEFAULT-VALUE})")
        private ProfileOutput output;

        @Override
        public Integer call() {
            EngineSpec spec = spec();
            long now = System.currentTimeMillis();
            LatencyProfile profile = ProfileFromEngine.of(
                    Version.firstOf(now),
                    now,
                    deployment,
                    baseModel == null ? spec.model() : baseModel,
                    spec,
                    new SloTarget(ttft, tpot, e2e),
                    spec.limits().maxLoras());
            WriteOutcome outcome;
            try (Blackboard blackboard = place.open()) {
                outcome = blackboard.write(Keys.PROFILE_OFFLINE, deployment, profile);
            }
            if (outcome == WriteOutcome.REFUSED_OLDER) {
                System.err.println("berth: a newer profile of " + deployment + " is there already");
                return CommandLines.FAILED;
            }
            System.out.println(
                    output == ProfileOutput.JSON
                            ? Json.write(profile)
                            : "published profile:offline deployment=" + deployment + " engine=" + spec.name()
                                    + " version=" + profile.version());
            return 0;
        }

        private EngineSpec spec() {
            if (!deployment.matches("[^/]+/[^/]+")) {
                throw new IllegalArgumentException("--deployment is NAMESPACE/NAME, not '" + deployment + "'");
            }
            EngineSpec declared = new EngineFiles(Path.of(System.getProperty("berth.home", "."))).engine(engine);
            if (maxLoras == null) {
                return declared;
            }
            int cpuLoras = Math.max(maxLoras, declared.limits().maxCpuLoras());
            return declared.withLimits(declared.limits().withLoras(maxLoras, cpuLoras));
        }
    }
}
