package dev.berth.optimizer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.optimizer.Story;
import dev.berth.optimizer.plan.PlanMaker.Trigger;
import dev.berth.optimizer.problem.PlanningTerms;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlarmTest {
    private static final int DEBOUNCE = OptimizerConfig.DEFAULTS.debounceMillis();

    private final Alarm alarm = new Alarm(OptimizerConfig.DEFAULTS);

    private static Sighting seen(Story story) {
        return Sighting.of(story.inputs(), PlanningTerms.DEFAULTS, 180_000);
    }

    private Optional<String> look(Story story, long now) {
        return alarm.look(seen(story), now).map(Trigger::sentence);
    }

    private static Story fleet() {
        return Story.of(2).adapter("a").asked("a", 2);
    }

    @Test
    void theFirstLookPlansAfterTheDebounce() {
        assertThat(look(fleet(), 1_000)).isEmpty();
        assertThat(look(fleet(), 1_000 + DEBOUNCE)).contains("first look at the fleet");
    }

    @Test
    void aLostPodWakesItOnceTheDebounceIsOver() {
        alarm.planned(seen(fleet()), 0);
        Story lost = fleet().lost("pod-2");

        assertThat(look(lost, 1_000)).isEmpty();
        assertThat(alarm.dueInMillis(1_100)).isEqualTo(DEBOUNCE - 100);
        assertThat(look(lost, 1_000 + DEBOUNCE)).contains("pod-2/1 is gone");
        alarm.planned(seen(lost), 2_000);
        assertThat(look(lost, 3_000)).as("the same news wakes nobody twice").isEmpty();
    }

    @Test
    void aReadingThatTakesLongerThanTheDebounceIsFollowedByAnotherAtOnce() {
        alarm.planned(seen(fleet()), 0);
        Story lost = fleet().lost("pod-2");

        assertThat(look(lost, 1_000)).isEmpty();
        assertThat(alarm.dueInMillis(1_000 + 2 * DEBOUNCE)).isZero();
        assertThat(look(lost, 1_000 + 2 * DEBOUNCE)).isPresent();
        assertThat(alarm.dueInMillis(1_000 + 3 * DEBOUNCE))
                .as("it has rung, and nobody planned: no haste until something new is seen")
                .isNegative();
    }

    @Test
    void aPodThatIsBackWithinTheDebounceWakesNobody() {
        Story story = fleet();
        alarm.planned(seen(story), 0);

        assertThat(look(fleet().lost("pod-2"), 1_000)).isEmpty();
        assertThat(look(story, 1_000 + DEBOUNCE)).isEmpty();
        assertThat(alarm.dueInMillis(5_000)).isNegative();
    }

    @Test
    void whatItsOwnPlanBringsAboutWakesNobody() {
        alarm.planned(seen(fleet()), 0);
        Story loaded = fleet().registered("pod-1", "a").loading("a", "pod-2");

        assertThat(look(loaded, 29_000)).isEmpty();
    }

    @Test
    void demandWakesItWhenItMovedMateriallyAgainstWhatWasPlannedFor() {
        alarm.planned(seen(fleet()), 0); // 0.20 pods

        assertThat(look(fleet().asked("a", 2.9), 6_000))
                .as("0.29: less than 0.1 more")
                .isEmpty();
        assertThat(look(fleet().asked("a", 6.1), 7_000)).isEmpty();
        assertThat(look(fleet().asked("a", 6.1), 7_000 + DEBOUNCE)).contains("demand of a moved 0.20 → 0.61 pods");
    }

    @Test
    void aColdAdapterThatIsSuddenlyAskedForWakesItWhileItsLoadIsSmall() {
        Story cold = Story.of(2).adapter("a").asked("a", 0.1); // 0.01 pods
        alarm.planned(seen(cold), 0);

        look(Story.of(2).adapter("a").asked("a", 0.45), 6_000);
        assertThat(look(Story.of(2).adapter("a").asked("a", 0.45), 7_000))
                .as("0.045: far more than three times as much, but next to nothing")
                .isEmpty();
        look(Story.of(2).adapter("a").asked("a", 0.65), 8_000);
        assertThat(look(Story.of(2).adapter("a").asked("a", 0.65), 9_000)).isPresent();
    }

    @Test
    void whatAllModelsGrewByTogetherWakesItWherePodsMightBeNeeded() {
        alarm.planned(seen(many(1)), 0); // 1.0 pods
        look(many(1.05), 6_000);
        assertThat(look(many(1.05), 7_000)).as("a twentieth more").isEmpty();
        look(many(1.2), 8_000);
        assertThat(look(many(1.2), 9_000)).contains("demand of all models grew 1.00 → 1.20 pods");

        Alarm fixed = new Alarm(OptimizerConfig.DEFAULTS.withScale(
                OptimizerConfig.DEFAULTS.scale().withMode("off")));
        fixed.planned(seen(many(1)), 0);
        fixed.look(seen(many(1.2)), 8_000);
        assertThat(fixed.look(seen(many(1.2)), 9_000))
                .as("nobody asks how many pods")
                .isEmpty();
    }

    @Test
    void whatAllModelsGrowByWaitsWhereNoPodMayCome() {
        alarm.planned(seen(many(1).maxPods(2)), 0);
        look(many(1.2).maxPods(2), 8_000);
        assertThat(look(many(1.2).maxPods(2), 9_000)).isEmpty();
        look(many(1.2).maxPods(3), 10_000);
        assertThat(look(many(1.2).maxPods(3), 11_000)).isPresent();
    }

    /** Ten models, each asked for so often. */
    private static Story many(double rate) {
        Story story = Story.of(2);
        for (int i = 0; i < 10; i++) {
            story.adapter("m" + i).asked("m" + i, rate);
        }
        return story;
    }

    @Test
    void itKnowsAnEventFromAPeriod() {
        alarm.planned(seen(fleet()), 0);
        assertThat(look(fleet(), 30_000)).isPresent();
        assertThat(alarm.event()).isFalse();

        look(fleet().lost("pod-2"), 31_000);
        assertThat(look(fleet().lost("pod-2"), 32_000)).isPresent();
        assertThat(alarm.event()).isTrue();
    }

    @Test
    void demandAloneWaitsForItsPause() {
        alarm.planned(seen(fleet()), 0);
        Story more = fleet().asked("a", 5);

        assertThat(look(more, 4_000)).isEmpty();
        assertThat(alarm.dueInMillis(5_000)).isNegative();
        assertThat(look(more, 5_000)).isEmpty();
        assertThat(look(more, 5_000 + DEBOUNCE)).isPresent();
    }

    @Test
    void aCrowdDoesNotWaitForThePause() {
        alarm.planned(seen(fleet()), 0);
        Story crowd = fleet().asked("a", 9);

        assertThat(look(crowd, 1_000)).isEmpty();
        assertThat(look(crowd, 1_000 + DEBOUNCE)).contains("demand of a moved 0.20 → 0.90 pods");
        alarm.planned(seen(crowd), 1_500);
        look(fleet().asked("a", 14), 2_000);
        assertThat(look(fleet().asked("a", 14), 2_000 + DEBOUNCE))
                .as("its further growth is demand like any other")
                .isEmpty();
    }

    @Test
    void anAdapterInTheCatalogWakesIt() {
        alarm.planned(seen(fleet()), 0);
        Story more = fleet().adapter("b");

        look(more, 1_000);
        assertThat(look(more, 1_000 + DEBOUNCE)).contains("the catalog changed");
    }

    @Test
    void withoutNewsItWakesEachPeriod() {
        alarm.planned(seen(fleet()), 0);

        assertThat(look(fleet(), 29_999)).isEmpty();
        assertThat(look(fleet(), 30_000)).contains("a period of 30 s is over");
    }
}
