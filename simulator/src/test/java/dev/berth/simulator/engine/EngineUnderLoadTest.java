package dev.berth.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.SloCapacity;
import dev.berth.domain.slo.SloTarget;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Laws that hold for any queue, and the agreement with the closed form that the planner uses. */
class EngineUnderLoadTest {
    private static final int PROMPT = 200;
    private static final int OUTPUT = 200;

    @Property(tries = 16)
    void meanRequestsInTheEngineAreRateTimesMeanTimeInIt(
            @ForAll long seed,
            @ForAll @DoubleRange(min = 1, max = 20) double requestsPerSecond,
            @ForAll boolean prefillFirst,
            @ForAll boolean inRuns) {
        EngineSpec spec = prefillFirst ? TestEngines.prefillFirst(64, 8192, 10_000, 8) : TestEngines.roomy();
        Load load = new Load(spec, 3000, requestsPerSecond, inRuns, new SplittableRandom(seed));

        load.run();

        double rate = load.count / load.seconds();
        assertThat(load.meanInEngine()).isCloseTo(rate * load.meanSeconds(), Percentage.withPercentage(1));
    }

    @Test
    void steadyLoadAtTheClosedFormsCapacityKeepsItsTpot() {
        EngineSpec spec = TestEngines.roomy();
        SloTarget target = new SloTarget(2, 0.045, 0);
        SloCapacity.Point point = new SloCapacity(spec, 0).atSlo(PROMPT, OUTPUT, target);
        Load load = new Load(spec, 4000, point.requestsPerSecond(), false, null);

        load.run();

        assertThat(load.meanTpotSeconds()).isCloseTo(point.tpotSeconds(), Percentage.withPercentage(5));
        assertThat(load.meanInEngine()).isCloseTo(point.concurrency(), Percentage.withPercentage(5));
    }

    /** Equal requests that arrive at a rate, as a Poisson process or, without a generator, evenly. */
    private static final class Load {
        private final Engine engine;
        private final int count;
        private final double gapNanos;
        private final boolean inRuns;
        private final SplittableRandom random;
        private long now;
        private double requestNanos;
        private long sojournNanos;
        private double tpotNanos;

        Load(EngineSpec spec, int count, double requestsPerSecond, boolean inRuns, SplittableRandom random) {
            this.engine = new Engine(spec, false);
            this.count = count;
            this.gapNanos = 1e9 / requestsPerSecond;
            this.inRuns = inRuns;
            this.random = random;
        }

        void run() {
            double nextArrival = gap();
            int submitted = 0;
            int finished = 0;
            while (finished < count) {
                while (submitted < count && nextArrival <= now) {
                    submit(submitted++, (long) nextArrival);
                    nextArrival += gap();
                }
                int inside = engine.running() + engine.waiting();
                long until = submitted < count ? (long) Math.ceil(nextArrival) : Long.MAX_VALUE;
                StepResult step = inRuns ? engine.advance(now, until) : engine.step(now);
                if (step.idle()) {
                    now = (long) Math.ceil(nextArrival);
                    continue;
                }
                requestNanos += (double) inside * step.durationNanos();
                now += step.durationNanos();
                finished += finishedIn(step);
            }
        }

        private int finishedIn(StepResult step) {
            int finished = 0;
            for (int i = 0; i < step.size(); i++) {
                if (step.kind(i) == EventKind.FINISHED) {
                    finished++;
                    Sequence sequence = step.sequence(i);
                    sojournNanos += now - sequence.request().arrivalNanos();
                    tpotNanos += (double) (sequence.lastTokenNanos() - sequence.firstTokenNanos()) / (OUTPUT - 1);
                }
            }
            return finished;
        }

        private void submit(long id, long arrival) {
            requestNanos += now - arrival; // it came while a step was under way, and waited for its end
            engine.submit(new EngineRequest(id, arrival, PROMPT, OUTPUT, Engine.BASE, PrefixHashes.NONE));
        }

        private double gap() {
            return random == null ? gapNanos : -Math.log1p(-random.nextDouble()) * gapNanos;
        }

        double seconds() {
            return now / 1e9;
        }

        double meanInEngine() {
            return requestNanos / now;
        }

        double meanSeconds() {
            return sojournNanos / 1e9 / count;
        }

        double meanTpotSeconds() {
            return tpotNanos / 1e9 / count;
        }
    }
}
