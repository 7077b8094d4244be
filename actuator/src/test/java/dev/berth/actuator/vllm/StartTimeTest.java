package dev.berth.actuator.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartTimeTest {
    @ParameterizedTest
    @CsvSource({
        "process_start_time_seconds 1.76368345012e+09, 1763683450.120",
        "process_start_time_seconds 1763683450.1, 1763683450.100",
        "process_start_time_seconds 0, ''",
        "process_start_time_seconds NaN, ''",
        "process_start_time_seconds_bucket 5, ''",
        "'', ''"
    })
    void seconds_with_three_decimals(String line, String expected) {
        assertThat(StartTime.in("# HELP x y\nother 1\n" + line + "\nlater{a=\"b\"} 2\n"))
                .isEqualTo(expected);
    }
}
