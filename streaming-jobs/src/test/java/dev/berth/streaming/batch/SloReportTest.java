package dev.berth.streaming.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.berth.domain.slo.Attainment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two pods at 1.00 an hour, up for two hours each; pod-1 was busy for one of them, pod-2 never. */
class SloReportTest {
    private static final Period PERIOD = new Period(0, 7_200_000);
    private static final Map<String, Double> PRICES = Map.of("default/sim", 1.0);

    private static ReportPart usage(String model, String tenant, long finished, Map<String, Double> servedSeconds) {
        return ReportPart.of(new Usage(
                model,
                tenant,
                finished,
                finished,
                finished,
                0,
                new Attainment(finished - 1, finished),
                10 * finished,
                finished,
                5 * finished,
                List.of(),
                servedSeconds));
    }

    private static List<ReportPart> parts() {
        List<ReportPart> parts = new ArrayList<>();
        parts.add(usage("sql", "acme", 30, Map.of("pod-1", 300.0)));
        parts.add(usage("sql", "", 10, Map.of("pod-1", 75.0)));
        parts.add(usage("legal", "acme", 20, Map.of("pod-1", 225.0)));
        parts.add(ReportPart.of(new PodTime("pod-1", "default/sim", 7_200, 3_600)));
        parts.add(ReportPart.of(new PodTime("pod-2", "default/sim", 7_200, 0)));
        parts.add(ReportPart.unreadable(3));
        return parts;
    }

    @Test
    void busyTimeIsSharedOutByTheTimeOfRequestsAndIdleTimeStandsApart() {
        SloReport report = SloReport.of(PERIOD, parts(), PRICES);
        assertThat(report.costKnown()).isTrue();
        assertThat(report.lines())
                .extracting(SloReport.Line::model, SloReport.Line::tenant, SloReport.Line::cost)
                .containsExactly(tuple("sql", "acme", 0.5), tuple("legal", "acme", 0.375), tuple("sql", "", 0.125));
        assertThat(report.idle()).containsExactly(new SloReport.Idle("default/sim", 2, 4, 3, 3));
        double all = report.total().cost()
                + report.idle().stream().mapToDouble(SloReport.Idle::cost).sum();
        assertThat(all).as("two pods for two hours").isCloseTo(4, within(1e-9));
        assertThat(report.unreadable()).isEqualTo(3);
    }

    @Test
    void modelsAndTheTotalAddUp() {
        SloReport report = SloReport.of(PERIOD, parts(), PRICES);
        assertThat(report.models())
                .extracting(SloReport.Line::model, SloReport.Line::finished, SloReport.Line::attainment)
                .containsExactly(
                        tuple("sql", 40L, new Attainment(38, 40)), tuple("legal", 20L, new Attainment(19, 20)));
        assertThat(report.total().promptTokens()).isEqualTo(600);
        assertThat(report.total().goodputPerSecond()).isCloseTo(57 / 7_200.0, within(1e-12));
    }

    @Test
    void withoutPodsHoursOrAPriceNoCostIsTold() {
        assertThat(SloReport.of(PERIOD, parts().subList(0, 3), PRICES).costKnown())
                .isFalse();
        assertThat(SloReport.of(PERIOD, parts(), Map.of()).costKnown()).isFalse();
    }

    @Test
    void nothingAtAllIsAReport() {
        SloReport report = SloReport.of(PERIOD, List.of(), PRICES);
        assertThat(report.lines()).isEmpty();
        assertThat(report.total().attainment().ratio()).isEqualTo(1);
    }
}
