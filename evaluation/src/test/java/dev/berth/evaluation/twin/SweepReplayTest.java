package dev.berth.evaluation.twin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.EngineText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SweepReplayTest {
    private static final Path ENGINE = Path.of("..", "datasets", "engines", "vllm-0.5.0.json");
    private static EngineSpec engine;

    @BeforeAll
    static void readEngine() throws IOException {
        engine = EngineText.read(ENGINE.toString(), Files.readString(ENGINE));
    }

    @Test
    void the_same_point_is_predicted_alike_every_time() {
        OperatingPoint point = new OperatingPoint(48, 192, 192, 16, 0.025, 250, 230, 0);

        assertThat(new Predictor(engine).predict(point)).isEqualTo(new Predictor(engine).predict(point));
    }

    @Test
    void below_the_knee_each_adapter_is_read_once_and_copied_as_often_as_the_real_engine_did() {
        SimulatedRun quiet = new SweepReplay(engine).run(new OperatingPoint(48, 64, 64, 16, 0.025, 250, 230, 4582), 0);

        assertThat(quiet.figures().starved()).isFalse();
        assertThat(quiet.engine().diskLoads()).isEqualTo(64);
        assertThat(quiet.engine().slotLoads())
                .as("the real engine's log counts 143")
                .isEqualTo(143);
    }

    @Test
    void nearly_as_many_active_adapters_as_slots_set_off_a_storm_of_reloads_as_in_the_real_run() {
        SimulatedRun storm =
                new SweepReplay(engine).run(new OperatingPoint(48, 192, 192, 16, 0.025, 250, 230, 4582), 0);

        assertThat(storm.engine().slotLoads())
                .as("the real engine's log counts 12,603, ten for each answered request")
                .isBetween(9_000L, 16_000L);
    }

    @Test
    void slots_that_leave_no_room_for_one_longest_request_keep_the_server_from_starting() {
        List<SimulatedRun> runs = new Predictor(engine)
                .predictAll(List.of(
                        new OperatingPoint(448, 512, 512, 16, 0.0125, 250, 230, 0),
                        new OperatingPoint(384, 832, 832, 16, 0.0125, 250, 230, 0)));

        assertThat(runs).extracting(SimulatedRun::starts).containsExactly(false, true);
        assertThat(PredictionsCsv.lines(runs))
                .allSatisfy(line -> assertThat(line.split(",", -1)).hasSize(26));
    }

    @Test
    void the_cache_beside_the_slots_is_that_of_the_logs_and_lines_between_them() {
        assertThat(KvCapacity.blocks(96, 16)).isEqualTo(4069);
        assertThat(KvCapacity.blocks(108, 16)).isEqualTo(3915);
        assertThat(KvCapacity.blocks(192, 8)).as("half the rank, half the room").isEqualTo(4069);
        assertThat(KvCapacity.blocks(1, 16)).isBetween(5021 + 110, 5021 + 130);
        assertThat(KvCapacity.blocks(600, 16)).isZero();
    }
}
