package dev.berth.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.simulator.engine.Engine;
import dev.berth.simulator.engine.EngineRequest;
import dev.berth.simulator.engine.PrefixHashes;
import dev.berth.simulator.engine.Sequence;
import dev.berth.simulator.engine.TestEngines;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pace of a pod, on a clock that is set by hand: a first token takes 10 + 10 x 0.1 ms, further ones 10 + 1 ms each. */
class EngineLoopTest {
    private final HandTimer timer = new HandTimer();
    private final List<Double> tokenMillis = new ArrayList<>();

    @Test
    void tokensComeWhenTheirStepsHaveEnded() {
        EngineLoop loop = loop(1);

        submit(loop, 3);
        timer.fire(3, 0);

        assertThat(tokenMillis).containsExactly(11.0, 22.0, 33.0);
        assertThat(loop.lateSeconds()).isZero();
    }

    @Test
    void speedShortensTheWaits() {
        submit(loop(2), 2);
        timer.fire(2, 0);

        assertThat(tokenMillis).containsExactly(5.5, 11.0);
    }

    @Test
    void aLateTimerShortensTheNextWaitSoThatTimeDoesNotDrift() {
        EngineLoop loop = loop(1);

        submit(loop, 5);
        timer.fire(5, 4);

        assertThat(tokenMillis)
                .as("each 4 ms late, not 4 ms later than the one before")
                .containsExactly(15.0, 26.0, 37.0, 48.0, 59.0);
        assertThat(loop.lateSeconds()).isEqualTo(0.020);
    }

    @Test
    void aPodThatWasStoppedForAWhileDoesNotRace() {
        submit(loop(1), 3);
        timer.fire(1, 5000);
        timer.fire(2, 0);

        assertThat(tokenMillis).containsExactly(5011.0, 5022.0, 5033.0);
    }

    @Test
    void anIdleLoopWaitsForNothing() {
        submit(loop(1), 1);
        timer.fire(1, 0);

        assertThat(timer.waiting()).isZero();
    }

    @Test
    void aPausedLoopEndsItsStepAndStopsUntilItResumes() {
        EngineLoop loop = loop(1);
        submit(loop, 2);
        loop.pause();
        timer.fire(1, 0);
        assertThat(timer.waiting()).isZero();

        timer.pass(100);
        loop.resume();
        timer.fire(1, 0);

        assertThat(tokenMillis).containsExactly(11.0, 122.0);
    }

    private EngineLoop loop(double speed) {
        VirtualClock clock = new VirtualClock(timer::now, speed);
        return new EngineLoop(new Engine(TestEngines.roomy(), false), timer, clock, step -> {});
    }

    private void submit(EngineLoop loop, int tokens) {
        var request = new EngineRequest(1, loop.now(), 10, tokens, Engine.BASE, PrefixHashes.NONE);
        loop.submit(request, new TokenTimes());
    }

    private final class TokenTimes implements TokenSink {
        @Override
        public void token(Sequence sequence) {
            tokenMillis.add(timer.now() / 1e6);
        }

        @Override
        public void finished(Sequence sequence) {
            // its last token was noted
        }

        @Override
        public void flush() {
            // nothing is buffered
        }

        @Override
        public void failed(String why) {
            throw new AssertionError(why);
        }
    }
}
