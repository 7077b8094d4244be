package dev.berth.streaming.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.demand.EngineSample;
import org.junit.jupiter.api.Test;

class EngineSamplesTest {
    private static EngineSample read(String incarnation, String metrics) {
        return EngineSamples.up(new PodSplit("pod-1", incarnation, "default/sim", "http://x"), metrics, 1_000, 0.01);
    }

    @Test
    void aServerThatBeganAnewIsAnotherLifeBeforeTheFleetKnows() {
        String restarted = "process_start_time_seconds 1.76722500025e+09\nvllm:generation_tokens_total 5\n";
        EngineSample sample = read("1767220000.000", restarted);
        assertThat(sample.incarnation()).isEqualTo("1767225000.250");
        assertThat(sample.generationTokensTotal()).isEqualTo(5);
    }

    @Test
    void anIncarnationOfKubernetesAndOneThatTheServerDoesNotTellOfAreTheFleets() {
        assertThat(read("8a7f-1", "process_start_time_seconds 1.7e9\n").incarnation())
                .isEqualTo("8a7f-1");
        assertThat(read("1767220000.000", "vllm:num_requests_running 1\n").incarnation())
                .isEqualTo("1767220000.000");
        assertThat(read("", "process_start_time_seconds 1.7e9\n").incarnation()).isEmpty();
    }
}
