package dev.berth.streaming.app;

import static dev.berth.streaming.demand.RequestStory.MORNING;
import static dev.berth.streaming.demand.RequestStory.answered;
import static dev.berth.streaming.demand.RequestStory.asked;
import static dev.berth.streaming.demand.RequestStory.at;
import static dev.berth.streaming.demand.RequestStory.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.Version;
import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.ChangePoint;
import dev.berth.domain.demand.EngineSample;
import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.TokenSource;
import dev.berth.domain.demand.Topics;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.fleet.Readiness;
import dev.berth.domain.json.Json;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.ProfileFromEngine;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge;
import dev.berth.domain.slo.SloTarget;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.RedisBlackboard;
import dev.berth.streaming.KafkaBroker;
import dev.berth.streaming.RedisProcess;
import dev.berth.streaming.cluster.EmbeddedCluster;
import dev.berth.streaming.demand.DemandConfig;
import dev.berth.streaming.profile.ProfileConfig;
import dev.berth.streaming.scrape.FakeEngine;
import dev.berth.streaming.scrape.ScrapeConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The jobs as {@code ./berth jobs start --embedded} runs them, on a real Kafka and a real Redis. */
class EmbeddedJobsIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private static KafkaBroker kafka;
    private static RedisProcess redis;
    private static BerthJobs jobs;
    private static Blackboard blackboard;
    private static long accepted;
    private static int metricsPort;

    @BeforeAll
    static void start() throws InterruptedException, IOException {
        metricsPort = KafkaBroker.freePort();
        kafka = KafkaBroker.start();
        redis = RedisProcess.start();
        blackboard = new RedisBlackboard(redis.url(), "test");
        jobs = BerthJobs.start(EmbeddedCluster.start(0, metricsPort), config());
    }

    @AfterAll
    static void stop() {
        jobs.close();
        blackboard.close();
        redis.close();
        kafka.close();
    }

    private static JobsConfig config() {
        return new JobsConfig(
                redis.url(),
                "test",
                kafka.servers(),
                0,
                0,
                metricsPort,
                "",
                new DemandConfig(6, 1, 500, 2_000, 60_000, 0.1, 3_000),
                new ScrapeConfig(400, 0.1, 300, 200, 100),
                new ProfileConfig(1, 1, 5, 30, 0.25, 600, 3_600, 1));
    }

    private static Optional<AdapterDemand> demand(String model) {
        return blackboard.read(Keys.DEMAND, model);
    }

    private static double now() {
        return (System.currentTimeMillis() - MORNING) / 1e3;
    }

    private static void beat() {
        kafka.sendToAll(Topics.REQUESTS, heartbeat(now(), accepted));
        kafka.flush();
    }

    private static void ask(String model) {
        accepted++;
        kafka.send(Topics.REQUESTS, model, asked(model, now()));
        kafka.send(Topics.REQUESTS, model, answered(model, now()));
        beat();
    }

    private static double perSecond(String model) {
        return demand(model).map(AdapterDemand::arrivalsPerSecond).orElse(-1.0);
    }

    @Test
    void requestsBecomeDemandAndSilenceBecomesNone() {
        await().atMost(SOON).until(() -> {
            ask("sql");
            return perSecond("sql") > 1;
        });
        AdapterDemand demand = demand("sql").orElseThrow();
        assertThat(demand.finished()).isPositive();
        assertThat(demand.meanE2eSeconds()).isEqualTo(2);
        assertThat(demand.attainment().ratio()).isEqualTo(1);

        await().atMost(SOON).until(() -> {
            beat();
            return perSecond("sql") == 0;
        });
    }

    /** Those that the page on operations names. */
    @Test
    void lagLateRecordsDeadLettersAndTheAgeOfEventTimeAreMetrics() {
        await().atMost(SOON).until(() -> {
            ask("chat");
            return perSecond("chat") > 1;
        });
        kafka.sendText(Topics.REQUESTS, "chat", "garbage");
        await().atMost(SOON).untilAsserted(() -> {
            beat();
            String metrics = metrics();
            assertThat(metrics).containsPattern("pendingRecords\\{[^}]*DemandJob[^}]*\\} [0-9]");
            assertThat(metrics).containsPattern("late_but_counted\\{[^}]*\\} [0-9]");
            assertThat(metrics).containsPattern("defect_dead_letters\\{[^}]*unreadable[^}]*\\} 1");
            assertThat(metrics).containsPattern("watermark_age_millis\\{[^}]*\\} [0-9]{1,4}[.]");
        });
    }

    private static String metrics() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metricsPort + "/metrics"))
                .timeout(Duration.ofSeconds(5))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void aFlashCrowdIsInRedisBeforeItsWindowEnds() {
        await().atMost(SOON).until(() -> {
            ask("steady");
            return perSecond("steady") > 1;
        });
        double begun = now();
        await().atMost(SOON).until(() -> {
            for (int i = 0; i < 5; i++) {
                ask("crowd");
            }
            return demand("crowd").filter(d -> !d.changes().isEmpty()).isPresent();
        });
        AdapterDemand demand = demand("crowd").orElseThrow();
        assertThat(demand.changes().get(0).kind()).isEqualTo(ChangePoint.Kind.SURGE);
        assertThat(demand.changes().get(0).sinceMillis()).isGreaterThanOrEqualTo(at(begun));
        assertThat(demand.forecastPerSecond()).isPositive();
    }

    @Test
    void demandReturnsWhenRedisWasAwayAndCameBackEmpty() {
        await().atMost(SOON).until(() -> {
            ask("legal");
            return perSecond("legal") > 1;
        });
        redis.goAway();
        long begun = accepted;
        await().atMost(SOON).until(() -> {
            ask("legal");
            return accepted > begun + 30;
        });
        redis.comeBackEmpty();
        await().atMost(SOON).until(() -> {
            ask("legal");
            return perSecond("legal") > 1;
        });
        assertThat(demand("legal").orElseThrow().windowEndMillis()).isGreaterThan(System.currentTimeMillis() - 5_000);
    }

    @Test
    void enginesAreSampledForAsLongAsTheyAreOfTheFleet() {
        try (FakeEngine engine = FakeEngine.start(FakeEngine.Manner.ANSWERS);
                FakeEngine other = FakeEngine.start(FakeEngine.Manner.HANGS)) {
            awaitSamples(
                    () -> publish(1, pod("pod-1", "1.000", engine), pod("pod-2", "1.000", other)), "pod-1", "1.000");
            EngineSample sample =
                    samples().stream().filter(EngineSample::up).findFirst().orElseThrow();
            assertThat(sample.deployment()).isEqualTo("default/sim");
            assertThat(sample.running()).isEqualTo(3);
            assertThat(sample.activeAdapters()).containsExactly("legal", "sql");
            assertThat(samples()).filteredOn(s -> s.pod().equals("pod-2")).noneMatch(EngineSample::up);

            awaitSamples(
                    () -> publish(2, pod("pod-1", "2.000", engine), pod("pod-2", "1.000", other)), "pod-1", "2.000");

            other.become(FakeEngine.Manner.ANSWERS);
            awaitSamples(() -> publish(3, pod("pod-2", "1.000", other)), "pod-2", "1.000");
            int asked = engine.timesAsked();
            int before = other.timesAsked();
            await().atMost(SOON).until(() -> other.timesAsked() > before + 5);
            assertThat(engine.timesAsked()).as("one may have been under way").isLessThanOrEqualTo(asked + 1);
        }
    }

    /** Streams of 41 tokens in steps of 50 ms, of a deployment that was declared with 33 ms. */
    @Test
    void requestsAndSamplesBecomeAProfile() {
        EngineSpec declared = new EngineFiles(Path.of("..")).engine("a10");
        blackboard.write(
                Keys.PROFILE_OFFLINE,
                "default/learned",
                ProfileFromEngine.of(
                        Version.firstOf(1), 1, "default/learned", "llama", declared, new SloTarget(2, 0.1, 0), 8));
        double begun = now() - 60;
        for (int second = 0; second < 50; second++) {
            for (String id : List.of("learned-a-" + second, "learned-b-" + second)) {
                kafka.send(Topics.REQUESTS, "learned", learnedArrival(id, begun + second));
                kafka.send(Topics.REQUESTS, "learned", learnedEnd(id, begun + second));
            }
        }
        kafka.flush();
        await().atMost(SOON).until(() -> {
            kafka.send(Topics.ENGINE, "learned-1", learnedSample(now()));
            beat();
            return blackboard.read(Keys.PROFILE, "default/learned").isPresent();
        });
        LatencyProfile learned =
                blackboard.read(Keys.PROFILE, "default/learned").orElseThrow();
        assertThat(learned.samples()).isGreaterThanOrEqualTo(15);
        assertThat(learned.baseModel()).isEqualTo("llama");
        assertThat(learned.engine().stepTime().millis(4, 10, 500, 1))
                .as("declared with 39")
                .isBetween(43.0, 57.0);
        assertThat(learned.engine().limits().maxLoras()).isEqualTo(16);
    }

    private static RequestArrived learnedArrival(String id, double sent) {
        return new RequestArrived(RequestRecord.FORM, "router-1", at(sent), id, "learned", "", 500, 125, true);
    }

    private static RequestFinished learnedEnd(String id, double sent) {
        return new RequestFinished(
                RequestRecord.FORM,
                "router-1",
                at(sent + 2.5),
                id,
                "learned",
                "",
                at(sent),
                "learned-1",
                "1.000",
                1,
                Outcome.COMPLETED,
                200,
                true,
                0,
                0.5,
                2.5,
                100,
                0,
                41,
                TokenSource.USAGE,
                "",
                SloJudge.Verdict.MET,
                "",
                "");
    }

    private static EngineSample learnedSample(double seconds) {
        return new EngineSample(
                EngineSample.FORM,
                "learned-1",
                "1.000",
                "default/learned",
                at(seconds),
                true,
                0.01,
                5,
                0,
                0.2,
                0,
                0,
                0,
                0,
                0,
                0,
                16,
                List.of("sql"));
    }

    private static PodState pod(String name, String incarnation, FakeEngine engine) {
        return new PodState(
                new PodIncarnation(name, incarnation), "default/sim", engine.url(), "", Readiness.READY, 1, List.of());
    }

    private static void publish(long version, PodState... pods) {
        blackboard.write(Keys.FLEET, new Fleet(new Version(1, version), 1, version, List.of(pods)));
    }

    /** Repeats the fleet, as the actuator does, until the pod was read under that id. */
    private static void awaitSamples(Runnable publication, String pod, String incarnation) {
        await().atMost(SOON).until(() -> {
            publication.run();
            return samples().stream()
                    .anyMatch(s ->
                            s.up() && s.pod().equals(pod) && s.incarnation().equals(incarnation));
        });
    }

    private static List<EngineSample> samples() {
        return kafka.values(Topics.ENGINE).stream()
                .map(text -> Json.read(text, EngineSample.class))
                .toList();
    }
}
