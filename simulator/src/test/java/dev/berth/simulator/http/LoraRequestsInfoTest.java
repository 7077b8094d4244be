package dev.berth.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoraRequestsInfoTest {
    private final LoraRequestsInfo info = new LoraRequestsInfo(8, 3);

    private List<Sample> series() {
        return info.collect().get(0).samples;
    }

    @Test
    void ofTwoUpdatesInOneMillisecondTheLastIsTheNewest() {
        info.update("sql", 1_700_000_000.123);
        info.update("", 1_700_000_000.123);

        Sample newest =
                series().stream().max(Comparator.comparingDouble(s -> s.value)).orElseThrow();

        assertThat(newest.labelValues).containsExactly("8", "", "");
        assertThat(newest.value).isBetween(1_700_000_000.123, 1_700_000_000.124);
    }

    @Test
    void theOldestSeriesGoesBeyondTheLimit() {
        for (String names : List.of("a", "b", "a", "c", "d")) {
            info.update(names, 1);
        }

        assertThat(series().stream().map(s -> s.labelValues.get(1))).containsExactly("a", "c", "d");
    }
}
