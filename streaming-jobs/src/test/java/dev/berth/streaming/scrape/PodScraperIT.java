package dev.berth.streaming.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.domain.demand.EngineSample;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real sockets; readings each 200 ms that may take 150 ms. */
class PodScraperIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<EngineSample> samples = new CopyOnWriteArrayList<>();
    private final PodScraper scraper = new PodScraper(
            new ScrapeConfig(200, 0.1, 150, 1_000, 100), System::currentTimeMillis, new Random(1), samples::add);

    @AfterEach
    void stop() {
        scraper.close();
    }

    private static PodSplit pod(String name, String incarnation, String url) {
        return new PodSplit(name, incarnation, "default/sim", url);
    }

    private List<EngineSample> of(String pod) {
        return samples.stream().filter(sample -> sample.pod().equals(pod)).toList();
    }

    private long up(String pod) {
        return of(pod).stream().filter(EngineSample::up).count();
    }

    private long down(String pod) {
        return of(pod).stream().filter(sample -> !sample.up()).count();
    }

    @Test
    void aPodThatHangsIsDownAndDelaysNoOther() {
        try (FakeEngine good = FakeEngine.start(FakeEngine.Manner.ANSWERS);
                FakeEngine silent = FakeEngine.start(FakeEngine.Manner.HANGS);
                FakeEngine halfWay = FakeEngine.start(FakeEngine.Manner.HANGS_HALF_WAY)) {
            scraper.watch(pod("good", "1", good.url()));
            scraper.watch(pod("silent", "1", silent.url()));
            scraper.watch(pod("half-way", "1", halfWay.url()));
            await().atMost(SOON).until(() -> up("good") >= 2);
            int before = of("good").size();
            long begun = System.nanoTime();
            await().atMost(SOON).until(() -> of("good").size() >= before + 10);
            double periods = (System.nanoTime() - begun) / 2e8;

            assertThat(periods).as("ten readings take about ten periods").isLessThan(25);
            assertThat(down("silent")).isPositive();
            assertThat(down("half-way")).isPositive();
            assertThat(up("silent") + up("half-way")).isZero();
            assertThat(of("silent").get(0).scrapeSeconds()).isLessThan(2);
        }
    }

    @Test
    void aPodThatIsNotThereOrFailsIsDownAndRecovers() {
        try (FakeEngine engine = FakeEngine.start(FakeEngine.Manner.FAILS)) {
            scraper.watch(pod("failing", "1", engine.url()));
            scraper.watch(pod("absent", "1", "http://127.0.0.1:1"));
            scraper.watch(pod("nonsense", "1", "no url at all"));
            await().atMost(SOON).until(() -> down("failing") > 0 && down("absent") > 0 && down("nonsense") > 0);
            engine.become(FakeEngine.Manner.ANSWERS);
            await().atMost(SOON).until(() -> up("failing") > 0);
        }
    }

    @Test
    void aNewIncarnationIsReadOnUnderItsNewId() {
        try (FakeEngine engine = FakeEngine.start(FakeEngine.Manner.ANSWERS)) {
            scraper.watch(pod("pod-1", "1", engine.url()));
            await().atMost(SOON).until(() -> !of("pod-1").isEmpty());
            scraper.watch(pod("pod-1", "2", engine.url()));
            await().atMost(SOON).until(() -> of("pod-1").stream()
                    .anyMatch(s -> s.incarnation().equals("2")));
            assertThat(scraper.watched()).hasSize(1);
        }
    }

    @Test
    void aRetiredPodIsNotAskedAgain() {
        try (FakeEngine retired = FakeEngine.start(FakeEngine.Manner.ANSWERS);
                FakeEngine other = FakeEngine.start(FakeEngine.Manner.ANSWERS)) {
            scraper.watch(pod("retired", "1", retired.url()));
            scraper.watch(pod("other", "1", other.url()));
            await().atMost(SOON).until(() -> retired.timesAsked() > 0);
            scraper.forget("retired");
            int asked = retired.timesAsked();
            int before = other.timesAsked();
            await().atMost(SOON).until(() -> other.timesAsked() >= before + 5);
            assertThat(retired.timesAsked()).as("one may have been under way").isLessThanOrEqualTo(asked + 1);
        }
    }
}
