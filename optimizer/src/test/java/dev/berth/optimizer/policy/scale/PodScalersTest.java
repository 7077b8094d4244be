package dev.berth.optimizer.policy.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.optimizer.policy.scale.DeploymentLoad.PodLoad;
import dev.berth.optimizer.policy.scale.ScaleSpeed.Past;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule on numbers worked by hand. */
class PodScalersTest {
    private static final PodLoad IDLE = new PodLoad(0, 0, 0);

    private static int band(int pods, int ready, Double... latencyToSlo) {
        return PodScalers.named("llm-d-band")
                .desired(new DeploymentLoad(pods, Collections.nCopies(ready, IDLE), List.of(latencyToSlo)));
    }

    /** 4 pods at 1.1: 4 + ceil(4 (1.1 / .55 - 1)) = 8. The mean of .5, 3 and 1.1, the 3 capped at 2, is 1.2: 4 + ceil(4.73). */
    @Test
    void aboveItsBandLlmdAddsInProportion() {
        assertThat(band(4, 4, 1.1)).isEqualTo(8);
        assertThat(band(4, 4, 0.5, 3.0, 1.1)).isEqualTo(9);
    }

    /** 4 pods of which 2 are ready at 1.1: 1.1 × .5 / .55 = 1, nothing more; at 2.0: 4 + ceil(4 (1.818 - 1)) = 8. */
    @Test
    void podsThatStartAreACreditAgainstMore() {
        assertThat(band(4, 2, 1.1)).isEqualTo(4);
        assertThat(band(4, 2, 2.0)).isEqualTo(8);
    }

    /** In the band 4 stay; at .2: 4 - floor(4 × .5) = 2; at .39: 4 - floor(.1) = 4; without samples nothing is known. */
    @Test
    void inAndBelowItsBandLlmdHoldsAndTakesAway() {
        assertThat(band(4, 4, 0.55)).isEqualTo(4);
        assertThat(band(4, 4, 0.40)).isEqualTo(4);
        assertThat(band(4, 4, 0.2)).isEqualTo(2);
        assertThat(band(4, 4, 0.39)).isEqualTo(4);
        assertThat(band(4, 4)).isEqualTo(4);
    }

    private static int keda(int pods, Integer... waiting) {
        List<PodLoad> ready =
                List.of(waiting).stream().map(w -> new PodLoad(w, w, 0)).toList();
        return PodScalers.named("keda-waiting").desired(new DeploymentLoad(pods, ready, List.of()));
    }

    /** 12 + 9 = 21 waiting: ceil(21 / 5) = 5. 21 on 4 pods are 1.05 times the threshold: stay; 12 on 2 are 1.2: 3. None: none. */
    @Test
    void kedaDividesWhatWaitsByFive() {
        assertThat(keda(2, 12, 9)).isEqualTo(5);
        assertThat(keda(4, 12, 9, 0, 0)).isEqualTo(4);
        assertThat(keda(2, 6, 6)).isEqualTo(3);
        assertThat(keda(2, 0, 0)).isZero();
    }

    private static int wva(int pods, PodLoad... ready) {
        return PodScalers.named("wva-saturation").desired(new DeploymentLoad(pods, List.of(ready), List.of()));
    }

    private static PodLoad pod(double kvUse, int waiting) {
        return new PodLoad(0, waiting, kvUse);
    }

    /** Spare KV .8 - .72 = .08 < .1: one more. Spare queue 5 - 2.5 = 2.5 < 3: one more. All saturated: one more. */
    @Test
    void wvaAddsOneWhereLittleIsLeft() {
        assertThat(wva(2, pod(0.74, 0), pod(0.70, 0))).isEqualTo(3);
        assertThat(wva(2, pod(0.3, 2), pod(0.3, 3))).isEqualTo(3);
        assertThat(wva(2, pod(0.9, 0), pod(0.1, 5))).isEqualTo(3);
        assertThat(wva(3, pod(0.9, 0), pod(0.1, 5))).as("one is starting").isEqualTo(3);
    }

    /**
     * .3 + .3 on one pod: .6, .2 to spare: one less. .4 + .4 would be .8, nothing to spare: stay. 2 + 1 waiting on one: 3, 2 to
     * spare: stay. One pod alone stays. Three at .4: 1.2 / 2 = .6: one less; the saturated one does not count.
     */
    @Test
    void wvaTakesOneAwayWhereTheOthersCanTakeItsLoad() {
        assertThat(wva(2, pod(0.3, 0), pod(0.3, 0))).isEqualTo(1);
        assertThat(wva(2, pod(0.4, 0), pod(0.4, 0))).isEqualTo(2);
        assertThat(wva(2, pod(0.1, 2), pod(0.1, 1))).isEqualTo(2);
        assertThat(wva(1, pod(0.0, 0))).isEqualTo(1);
        assertThat(wva(4, pod(0.4, 0), pod(0.4, 0), pod(0.4, 0), pod(0.95, 9))).isEqualTo(3);
    }

    /** From 3 pods 20 are asked for: 4 more at once, then nothing until 15 s after the 3 were, then as many again: 14. */
    @Test
    void podsComeAtTheSpeedOfTheAutoscaler() {
        ScaleSpeed speed = ScaleSpeed.KUBERNETES;
        assertThat(speed.limit(100, 3, 20, List.of())).isEqualTo(7);
        List<Past> history = List.of(new Past(85, 3, 3), new Past(100, 20, 7));
        assertThat(speed.limit(110, 7, 20, history)).isEqualTo(7);
        assertThat(speed.limit(115, 7, 20, history)).isEqualTo(14);
    }

    /** 9 were asked for 200 s ago: no less than 9 until that is 300 s ago, then all at once. */
    @Test
    void podsGoWhenTheMostAskedForHasSettled() {
        ScaleSpeed speed = ScaleSpeed.KUBERNETES;
        List<Past> history = List.of(new Past(0, 9, 10), new Past(100, 2, 10));
        assertThat(speed.limit(200, 10, 2, history)).isEqualTo(9);
        assertThat(speed.limit(300, 9, 2, history)).isEqualTo(2);
    }

    /** llm-d takes one away in 120 s: from 6, 2 are asked for, 5 now, and 4 only two minutes later. */
    @Test
    void llmdTakesOneAwayInTwoMinutes() {
        ScaleSpeed speed = PodScalers.named("llm-d-band").speed();
        assertThat(speed.limit(0, 6, 2, List.of())).isEqualTo(5);
        List<Past> history = List.of(new Past(-15, 6, 6), new Past(0, 2, 5));
        assertThat(speed.limit(60, 5, 2, history)).isEqualTo(5);
        assertThat(speed.limit(120, 5, 2, history)).isEqualTo(4);
    }

    @Test
    void aMistypedNameIsOneSentence() {
        assertThatThrownBy(() -> PodScalers.named("keda-wating"))
                .hasMessage("no pod scaler is called 'keda-wating'; did you mean 'keda-waiting'?; there are llm-d-band,"
                        + " keda-waiting, wva-saturation");
    }
}
