package dev.berth.optimizer.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.Version;
import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.slo.Attainment;
import dev.berth.optimizer.Story;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PooledRatesTest {
    private static final Offset<Double> EXACTLY = Offset.offset(1e-9);

    private static String onePool(String model) {
        return "llama";
    }

    private static AdapterDemand demand(String model, double forecast, double upper) {
        return new AdapterDemand(
                new Version(Story.NOW, 1),
                Story.NOW,
                model,
                Story.NOW,
                60_000,
                60,
                forecast,
                forecast,
                0,
                List.of(),
                0,
                0,
                0,
                0,
                0,
                0,
                1,
                Attainment.EMPTY,
                0,
                1,
                upper,
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    @Test
    void a_model_alone_is_planned_for_at_its_upper_value() {
        AdapterDemand chat = demand("chat", 4, 6);

        assertThat(new PooledRates(List.of(chat), 1, PooledRatesTest::onePool).of(chat))
                .isCloseTo(6, EXACTLY);
        assertThat(new PooledRates(List.of(chat), 0.5, PooledRatesTest::onePool).of(chat))
                .isCloseTo(5, EXACTLY);
        assertThat(new PooledRates(List.of(chat), 0, PooledRatesTest::onePool).of(chat))
                .isEqualTo(4);
    }

    @Test
    void a_hundred_alike_exceed_their_forecasts_ten_times_less_in_all() {
        List<AdapterDemand> all =
                IntStream.range(0, 100).mapToObj(i -> demand("a" + i, 4, 6)).toList();
        PooledRates rates = new PooledRates(all, 1, PooledRatesTest::onePool);

        assertThat(all.stream().mapToDouble(rates::of).sum()).isCloseTo(420, Offset.offset(1e-6));
    }

    @Test
    void models_of_other_pods_are_another_pool() {
        AdapterDemand chat = demand("chat", 4, 6);
        AdapterDemand docs = demand("docs", 4, 6);

        assertThat(new PooledRates(List.of(chat, docs), 1, model -> model).of(chat))
                .isCloseTo(6, EXACTLY);
    }

    @Test
    void where_no_upper_value_is_told_the_forecast_stands() {
        AdapterDemand chat = demand("chat", 4, 0);
        AdapterDemand odd = demand("odd", 4, Double.NaN);

        assertThat(new PooledRates(List.of(chat, odd), 1, PooledRatesTest::onePool).of(chat))
                .isEqualTo(4);
        assertThat(new PooledRates(List.of(chat, odd), 1, PooledRatesTest::onePool).of(odd))
                .isEqualTo(4);
    }

    @Test
    void the_load_that_is_planned_for_has_it_if_asked_for() {
        PlanInputs told = Story.of(2).adapter("chat").asked("chat", 4).inputs();
        PlanInputs in = new PlanInputs(
                told.catalog(),
                told.fleet(),
                told.ledger(),
                told.control(),
                Map.of("chat", demand("chat", 4, 6)),
                told.profiles(),
                null,
                told.nowMillis());

        PlacementProblem means = ProblemReader.read(in, PlanningTerms.DEFAULTS, 180_000);
        PlacementProblem upper = ProblemReader.read(in, PlanningTerms.DEFAULTS.with(t -> t.upperShare(1)), 180_000);

        assertThat(means.models().get(0).facts().ratePerSecond()).isEqualTo(4);
        assertThat(upper.models().get(0).facts().ratePerSecond()).isCloseTo(6, EXACTLY);
    }
}
