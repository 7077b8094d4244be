package dev.berth.domain.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.slo.SloTarget;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EngineSpecTest {
    private static List<Path> files() {
        return EngineFiles.all();
    }

    @Test
    void load_times_are_interpolated_between_the_declared_ranks_and_clamped_outside() {
        EngineSpec engine = declaring(new LoadTime(8, 4, 100, 40), new LoadTime(16, 8, 200, 60));
        assertThat(engine.loadTime(8)).isEqualTo(new LoadTime(8, 4, 100, 40));
        assertThat(engine.loadTime(12)).isEqualTo(new LoadTime(12, 6, 150, 50));
        assertThat(engine.loadTime(16)).isEqualTo(new LoadTime(16, 8, 200, 60));
        assertThat(engine.loadTime(1)).isEqualTo(new LoadTime(1, 4, 100, 40));
        assertThat(engine.loadTime(256)).isEqualTo(new LoadTime(256, 8, 200, 60));
    }

    @Test
    void the_order_of_declaration_does_not_matter() {
        EngineSpec engine = declaring(new LoadTime(16, 8, 200, 60), new LoadTime(8, 4, 100, 40));
        assertThat(engine.loadTime(12)).isEqualTo(new LoadTime(12, 6, 150, 50));
    }

    @Test
    void an_engine_without_load_times_is_refused() {
        assertThatThrownBy(EngineSpecTest::declaring).hasMessageContaining("'test' declares no load times");
    }

    @Test
    void limits_that_contradict_each_other_are_refused() {
        EngineLimits limits = EngineFiles.named("a10").limits();
        assertThat(limits.withLoras(4, 4).maxCpuLoras()).isEqualTo(4);
        assertThatThrownBy(() -> limits.withLoras(8, 4)).hasMessageContaining("max_cpu_loras (4)");
        assertThatThrownBy(() -> new EngineLimits(0, 1, 1, 1, 1, 0, 0, 0)).hasMessageContaining("> 0");
    }

    @Test
    void every_engine_that_the_design_names_is_declared() {
        assertThat(files()).extracting(file -> file.getFileName().toString()).contains("a10.json", "h100.json");
    }

    @ParameterizedTest
    @MethodSource("files")
    void each_declared_engine_is_readable_and_able(Path file) {
        EngineSpec engine = EngineFiles.read(file);
        assertThat(file.getFileName()).hasToString(engine.name() + ".json");
        assertThat(engine.sources()).isNotEmpty().noneMatch(String::isBlank);
        assertThat(engine.pricePerHour()).isPositive();
        assertThat(engine.bytesPerPromptToken()).isPositive();
        assertThat(engine.startSeconds()).isPositive();
        assertThat(engine.limits().maxLoras()).isPositive();
        assertThat(engine.loadTimes()).extracting(LoadTime::rank).isSorted().doesNotHaveDuplicates();
        SloCapacity.Point chat = new SloCapacity(engine, 4).atSlo(512, 128, new SloTarget(2, 0.1, 0));
        assertThat(chat.requestsPerSecond()).isPositive();
    }

    @Test
    void h100_load_times_are_the_published_ones() {
        LoadTime rank32 = EngineFiles.named("h100").loadTime(32);
        assertThat(rank32.hostToSlotMillis()).isCloseTo(6.4, within(1e-9));
        assertThat(rank32.diskToHostFirstMillis()).isCloseTo(510, within(1e-9));
        assertThat(rank32.diskToHostMillis()).isCloseTo(87, within(1e-9));
    }

    private static EngineSpec declaring(LoadTime... loadTimes) {
        EngineSpec a10 = EngineFiles.named("a10");
        return new EngineSpec(
                "test",
                a10.gpu(),
                a10.model(),
                a10.pricePerHour(),
                a10.stepTime(),
                a10.limits(),
                List.of(loadTimes),
                a10.bytesPerPromptToken(),
                a10.startSeconds(),
                a10.sources());
    }
}
