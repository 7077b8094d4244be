package dev.berth.evaluation.bench;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.json.Json;
import dev.berth.domain.slo.SloClass;
import dev.berth.domain.slo.SloTarget;
import dev.berth.evaluation.replay.Progress;
import dev.berth.evaluation.replay.Replay;
import dev.berth.evaluation.replay.ReplayOptions;
import dev.berth.evaluation.replay.ReplayPlan;
import dev.berth.evaluation.replay.ReplayRequest;
import dev.berth.evaluation.replay.ReplayResult;
import dev.berth.evaluation.replay.RequestJudge;
import dev.berth.evaluation.replay.RequestResult;
import dev.berth.simulator.http.OutputLengths;
import dev.berth.simulator.http.PodConfig;
import dev.berth.simulator.http.SimulatedPod;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The twin against a live pod: the same requests over real HTTP to a pod whose engine is slowed, and in virtual time. The
 * slowing makes the machine's own delays (timers, sockets, the client) small beside a step; what is left of them is the
 * difference that is reported. All times are the engine's: the live ones are divided by the slowing.
 */
public final class LiveBench {
    private static final int MEAN_PROMPT_TOKENS = 300;
    private static final int MEAN_OUTPUT_TOKENS = 60;
    private static final int RANK = 16;

    private final Options options;

    public LiveBench(Options options) {
        this.options = options;
    }

    /**
     * What is sent.
     *
     * @param slowed how many times slower than the GPU the live engine runs
     * @param requestsPerSecond of the engine's time, a Poisson process
     */
    public record Options(
            EngineSpec engine, double slowed, int requests, double requestsPerSecond, int adapters, long seed) {
        public Options {
            if (!(slowed > 0) || requests < 10 || !(requestsPerSecond > 0) || adapters < 0) {
                throw new IllegalArgumentException("a live run has a slowing and a rate > 0 and at least 10 requests");
            }
            if (adapters > engine.limits().maxLoras()) {
                throw new IllegalArgumentException("engine " + engine.name() + " holds at most "
                        + engine.limits().maxLoras() + " adapters in a batch");
            }
        }
    }

    /**
     * @throws IOException if the pod can't be spoken to
     * @throws InterruptedException if somebody no longer wants the result
     */
    public LiveReport run(Consumer<Progress> progress) throws IOException, InterruptedException {
        ReplayPlan plan = plan();
        Map<String, Integer> lengths = new HashMap<>();
        plan.requests().forEach(request -> lengths.put(request.id(), request.outputTokens()));
        PodConfig config = PodConfig.of("bench", "base").withSpeed(1 / options.slowed());
        try (SimulatedPod pod = SimulatedPod.start(
                config, options.engine(), new OutputLengths(lengths, options.seed()), SimulatedPod.Clocks.SYSTEM)) {
            loadAdapters(pod);
            ReplayResult replayed = Replay.run(
                    plan,
                    URI.create(pod.url()),
                    ReplayOptions.DEFAULTS.withRequestTimeout(Duration.ofMinutes(10)),
                    judge(),
                    progress);
            return report(plan, replayed);
        }
    }

    private ReplayPlan plan() {
        SplittableRandom random = new SplittableRandom(options.seed());
        List<ReplayRequest> requests = new ArrayList<>();
        double at = 0;
        for (int i = 0; i < options.requests(); i++) {
            at += -Math.log1p(-random.nextDouble()) / options.requestsPerSecond() * options.slowed();
            String model = options.adapters() == 0 ? "base" : adapter(random.nextInt(options.adapters()));
            int prompt = around(MEAN_PROMPT_TOKENS, random);
            requests.add(new ReplayRequest(
                    "bench-" + i, at, model, prompt, around(MEAN_OUTPUT_TOKENS, random), true, List.of()));
        }
        return new ReplayPlan("bench", requests, at, 0, List.of(), List.of(), 0, 0);
    }

    private static int around(int mean, SplittableRandom random) {
        return mean / 2 + random.nextInt(mean + 1);
    }

    private void loadAdapters(SimulatedPod pod) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        for (int i = 0; i < options.adapters(); i++) {
            String body = Json.write(Map.of("lora_name", adapter(i), "lora_path", "/adapters/a-r" + RANK));
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(pod.url() + "/v1/load_lora_adapter"))
                            .timeout(Duration.ofMinutes(1))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("the pod did not load " + adapter(i) + ": " + answer.body());
            }
        }
    }

    private static String adapter(int i) {
        return "adapter-" + i;
    }

    /** Nothing is judged here; the replay only wants to show its progress. */
    private RequestJudge judge() {
        SloClass none = new SloClass("none", new SloTarget(0, 0, 0), 1);
        return new RequestJudge(model -> none, options.engine());
    }

    private LiveReport report(ReplayPlan plan, ReplayResult replayed) {
        List<RequestTimes> live = new ArrayList<>();
        for (RequestResult result : replayed.results()) {
            if (!result.completed()) {
                throw new IllegalStateException("request " + result.id() + " failed: " + result.error());
            }
            live.add(new RequestTimes(
                    (result.firstTokenAt() - result.sentAt()) / options.slowed(),
                    (result.endedAt() - result.sentAt()) / options.slowed(),
                    result.outputTokens()));
        }
        List<RequestTimes> virtual =
                new VirtualReplay(options.engine(), RANK, options.adapters()).run(plan.requests(), options.slowed());
        return LiveReport.of(
                options.engine().name(), options.slowed(), replayed.machine().saturatedShare(), live, virtual);
    }
}
