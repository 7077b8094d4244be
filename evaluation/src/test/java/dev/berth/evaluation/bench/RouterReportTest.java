package dev.berth.evaluation.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.config.ConfigException;
import dev.berth.domain.json.Json;
import dev.berth.domain.routing.RoutingTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the yardstick says, in the words of the report. */
class RouterReportTest {
    private static JsonNode line(int round, String target, double cpu, double perSecond, int p50, int errors) {
        return Json.tree(
                ("{\"round\":%d,\"phase\":\"req-1k\",\"target\":\"%s\",\"r\":{\"cpu_us_per_unit\":%s,\"rps\":%s,"
                                + "\"lat_us\":[%d,0,%d,0],\"errors\":%d,\"stalled\":0,\"rss_kb\":204800}}")
                        .formatted(round, target, cpu, perSecond, p50, 10 * p50, errors));
    }

    private static RouterReport report(List<JsonNode> lines, Optional<JsonNode> checks) {
        return new RouterReport("slo-affinity", false, false).withRounds(lines, checks);
    }

    @Test
    void ratiosAreTakenWithinARound() {
        RouterReport report = report(
                List.of(
                        line(0, "nginx", 20, 100, 1_000, 0),
                        line(0, "target", 30, 90, 1_500, 1),
                        line(0, "direct", 5, 500, 500, 0),
                        line(1, "target", 60, 45, 3_000, 2),
                        line(1, "nginx", 60, 50, 2_000, 0),
                        line(1, "direct", 5, 400, 1_000, 0)),
                Optional.empty());
        RouterReport.Row row = report.rows().get(0);
        assertThat(row.cpuTimesNginx()).isEqualTo(new Spread(1.25, 1.0, 1.5));
        assertThat(row.perSecondTimesNginx()).isEqualTo(new Spread(0.9, 0.9, 0.9));
        assertThat(row.above().p50()).isEqualTo(new Spread(1.5, 1.0, 2.0));
        assertThat(row.nginxAbove().p99().median()).isEqualTo(7.5, within(1e-9));
        assertThat(row.errors()).isEqualTo(3);
        assertThat(row.megabytes()).isEqualTo(200);
        assertThat(report.lines()).anyMatch(line -> line.contains("x nginx 1.25 [1.00 - 1.50]"));
    }

    @Test
    void withoutNginxThereAreNoRatios() {
        RouterReport report = report(
                List.of(line(0, "target", 30, 90, 1_500, 0), line(0, "direct", 5, 500, 500, 0)), Optional.empty());
        assertThat(report.rows().get(0).cpuTimesNginx()).isNull();
        assertThat(report.rows().get(0).nginxAbove()).isNull();
        assertThat(report.lines()).anyMatch(line -> line.contains("no nginx"));
        assertThat(Json.writePretty(report)).contains("\"cpuMicros\"").doesNotContain("cpuTimesNginx");
    }

    @Test
    void aBodyThatCameOutOtherwiseIsCounted() {
        JsonNode checks =
                Json.tree("{\"echo_200\":true,\"echo_32000\":\"status 500, same False\",\"aborts_carried_of_20\":19,"
                        + "\"lora_loads_per_1000_req\":210.5,\"share_per_port\":[0.46,0.54]}");
        RouterReport.Checks found = report(List.of(), Optional.of(checks)).checks();
        assertThat(found.altered()).isEqualTo(1);
        assertThat(found.aborts()).isEqualTo(19);
        assertThat(found.misses()).isEqualTo(210.5);
        assertThat(found.busiest()).isEqualTo(0.54);
    }

    @Test
    void aFolderWithoutAYardstickIsRefusedByWhatItLacks(@TempDir Path directory) {
        assertThatThrownBy(() -> Yardstick.build(directory, directory.resolve("copy")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("bench.sh")
                .hasMessageContaining("--yardstick");
    }

    @Test
    void everyAdapterIsOnBothPodsUnlessAPlanSaysOtherwise() {
        RoutingTable table = new YardstickFleet(64, 16).everywhere(List.of(1_001, 1_002));
        assertThat(table.models()).hasSize(64).containsKeys("lora-00", "lora-63");
        assertThat(table.models().values())
                .allSatisfy(model -> assertThat(model.routes()).hasSize(2).allMatch(route -> route.weight() == 0.5));
        assertThat(table.pods())
                .extracting(pod -> pod.url())
                .containsExactly("http://127.0.0.1:1001", "http://127.0.0.1:1002");
    }
}
