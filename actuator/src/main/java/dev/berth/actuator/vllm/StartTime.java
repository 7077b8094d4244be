package dev.berth.actuator.vllm;

import dev.berth.domain.metrics.PrometheusText;
import java.util.Locale;

/** Finds a server's start time in its metrics without reading the rest of them, which may be long. */
final class StartTime {
    private static final String METRIC = "process_start_time_seconds";

    private StartTime() {}

    /** Seconds since 1970 with three decimals; empty if the server does not tell. */
    static String in(String metrics) {
        return metrics.lines()
                .filter(line -> line.startsWith(METRIC))
                .flatMap(line -> PrometheusText.parse(line).samples().stream())
                .filter(sample -> sample.name().equals(METRIC) && sample.value() > 0)
                .map(sample -> String.format(Locale.ROOT, "%.3f", sample.value()))
                .findFirst()
                .orElse("");
    }
}
