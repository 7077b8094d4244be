package dev.berth.streaming.app;

import dev.berth.domain.Version;
import dev.berth.domain.config.ConfigException;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.json.Json;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.RedisAibrixProfiles;
import dev.berth.store.WriteOutcome;
import dev.berth.streaming.profile.benchmark.Benchmark;
import dev.berth.streaming.profile.benchmark.BenchmarkEngine;
import dev.berth.streaming.profile.benchmark.BenchmarkProfile;
import dev.berth.streaming.profile.benchmark.BenchmarkReader;
import dev.berth.streaming.profile.benchmark.BenchmarkTargets;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./berth profile import}: a benchmark to a profile, by AIBrix's rule. */
@Command(
        name = "import",
        description = {
            "Turn benchmark results into a profile: for each length of requests the highest rate that keeps the targets.",
            "Reads AIBrix's benchmark lines and results of vllm bench serve."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example: ./berth profile import --benchmark a100.jsonl --deployment default/a100 --model llama2-7b \\",
            "           --e2e 5 --percentile 99 --out redis://127.0.0.1:6379 --fleet demo",
            "In AIBrix's own place: --format aibrix --out redis://HOST:PORT[/DB][?model=NAME]"
        })
final class ProfileImportCommand implements Callable<Integer> {
    private static final String REDIS = "rediss?://.*";
    private static final String ANY_TIME = "Infinity";

    /** Whose form is written. */
    enum Format {
        BERTH,
        AIBRIX
    }

    @Option(
            names = "--benchmark",
            required = true,
            paramLabel = "FILE",
            description = "benchmark results; several are read as one, in their order")
    private List<Path> files;

    @Option(names = "--deployment", required = true, paramLabel = "[NS/]NAME", description = "whose profile it is")
    private String deployment;

    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "served base model")
    private String model;

    @Option(names = "--tput", paramLabel = "X", defaultValue = "0", description = "at least X requests per second")
    private double tput;

    @Option(names = "--tt", paramLabel = "X", defaultValue = "0", description = "at least X output tokens per second")
    private double tt;

    @Option(names = "--e2e", paramLabel = "X", defaultValue = ANY_TIME, description = "whole request below X s")
    private double e2e;

    @Option(names = "--ttft", paramLabel = "X", defaultValue = ANY_TIME, description = "first token below X s")
    private double ttft;

    @Option(
            names = "--tpat",
            paramLabel = "X",
            defaultValue = ANY_TIME,
            description = "each token, prompt and output, below X s")
    private double tpat;

    @Option(
            names = "--tpot",
            paramLabel = "X",
            defaultValue = ANY_TIME,
            description = "each further output token below X s")
    private double tpot;

    @Option(
            names = "--percentile",
            paramLabel = "0|50|90|99",
            defaultValue = "0",
            description = "of the times that targets are held against; 0 for the mean (default)")
    private int percentile;

    @Option(
            names = "--cost",
            paramLabel = "C",
            defaultValue = "1",
            description = "price of one pod for an hour (default ${DEFAULT-VALUE})")
    private double cost;

    @Option(
            names = "--engine",
            paramLabel = "NAME|FILE",
            description = "the engine's limits and load times, an engine of datasets/engines or a file like those"
                    + " (default: its step time is fitted to the benchmark, the rest is assumed)")
    private String engine;

    @Option(names = "--format", defaultValue = "berth", description = "berth or aibrix (default ${DEFAULT-VALUE})")
    private Format format;

    @Option(
            names = "--out",
            paramLabel = "FILE|redis://HOST:PORT",
            description = "where it goes; in Berth's form a Redis is the fleet's (default: standard output)")
    private String out;

    @Mixin
    private ProfilePlace place;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        BenchmarkTargets targets = new BenchmarkTargets(percentile, tput, tt, e2e, ttft, tpat, tpot);
        Benchmark benchmark = read();
        BenchmarkProfile profile = BenchmarkProfile.of(benchmark, targets);
        PrintWriter err = spec.commandLine().getErr();
        profile.notes(benchmark).forEach(note -> err.println("note: " + note));
        long now = System.currentTimeMillis();
        return format == Format.AIBRIX
                ? aibrix(profile.toAibrix(deployment, cost, now).write())
                : berth(profile.toBerth(Version.firstOf(now), now, namespaced(), model, cost, engine(benchmark)));
    }

    private Benchmark read() {
        BenchmarkReader reader = new BenchmarkReader();
        for (Path file : files) {
            try {
                reader.add(file.toString(), Files.readString(file));
            } catch (IOException e) {
                throw new ConfigException("the benchmark " + file + " can't be read: "
                        + (Files.exists(file) ? e.getMessage() : "there is no such file"));
            }
        }
        return reader.benchmark();
    }

    private EngineSpec engine(Benchmark benchmark) {
        return engine == null
                ? BenchmarkEngine.of(benchmark, deployment, model, cost)
                : new EngineFiles(Path.of(System.getProperty("berth.home", "."))).engine(engine);
    }

    private String namespaced() {
        if (deployment.contains("/")) {
            return deployment;
        }
        spec.commandLine()
                .getErr()
                .println("note: the deployment is named default/" + deployment
                        + ", since Berth's names carry their namespace");
        return "default/" + deployment;
    }

    private int aibrix(String json) {
        if (out == null || !out.matches(REDIS)) {
            return write(json);
        }
        String named = out.matches(".*[?&]model=[^&]+.*") ? out.replaceFirst(".*[?&]model=([^&]+).*", "$1") : model;
        try (RedisAibrixProfiles profiles = new RedisAibrixProfiles(out)) {
            profiles.write(named, deployment, json);
        }
        say("written " + RedisAibrixProfiles.key(named, deployment));
        return 0;
    }

    private int berth(LatencyProfile profile) {
        if (out == null || !out.matches(REDIS)) {
            return write(Json.writePretty(profile));
        }
        WriteOutcome outcome;
        try (Blackboard blackboard = place.openAt(out)) {
            outcome = blackboard.write(Keys.PROFILE_OFFLINE, profile.deployment(), profile);
        }
        if (outcome == WriteOutcome.REFUSED_OLDER) {
            spec.commandLine()
                    .getErr()
                    .println("berth: a newer profile of " + profile.deployment() + " is there already");
            return CommandLines.FAILED;
        }
        say("published profile:offline deployment=" + profile.deployment() + " version=" + profile.version());
        return 0;
    }

    private int write(String json) {
        if (out == null) {
            say(json);
            return 0;
        }
        try {
            Files.writeString(Path.of(out), json + "\n");
        } catch (IOException e) {
            throw new ConfigException("the profile can't be written to " + out + ": " + e.getMessage());
        }
        say("written " + out);
        return 0;
    }

    private void say(String text) {
        PrintWriter printer = spec.commandLine().getOut();
        printer.println(text);
        printer.flush();
    }
}
