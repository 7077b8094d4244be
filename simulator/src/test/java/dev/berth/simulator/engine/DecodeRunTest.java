package dev.berth.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.StepTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Advancing many decode steps at once is the same as stepping, to the nanosecond and to the block. */
class DecodeRunTest {
    private static final int ROUNDS = 120;

    @Property(tries = 100)
    void bothWaysOfAdvancingAreTheSame(
            @ForAll long seed,
            @ForAll @IntRange(min = 8, max = 120) int kvBlocks,
            @ForAll @IntRange(min = 1, max = 4) int maxLoras,
            @ForAll @IntRange(min = 1, max = 12) int sequences,
            @ForAll @IntRange(min = 8, max = 100) int batchedTokens,
            @ForAll boolean prefillFirst,
            @ForAll boolean noPrefixCaching) {
        EngineLimits limits = new EngineLimits(
                sequences,
                prefillFirst ? 1024 : batchedTokens,
                16L * kvBlocks,
                16,
                1024,
                maxLoras,
                maxLoras + 1,
                32,
                prefillFirst,
                noPrefixCaching);
        Pair pair = new Pair(limits, new SplittableRandom(seed));

        for (int i = 0; i < ROUNDS; i++) {
            pair.anyCalls();
            pair.leap();
        }
        pair.drain();

        assertThat(pair.leaping.counters()).isEqualTo(pair.stepping.counters());
        assertThat(pair.leaping.running() + pair.leaping.waiting()).isZero();
    }

    @Test
    void aLoneRequestDecodesInOneGoUpToItsLastStep() {
        Engine engine = new Engine(TestEngines.roomy(), false);
        engine.submit(new EngineRequest(1, 0, 100, 500, Engine.BASE, PrefixHashes.NONE));
        assertThat(engine.advance(0, Long.MAX_VALUE).durationNanos())
                .as("the prompt: 10 + 100 x 0.1 ms")
                .isEqualTo(20_000_000);

        assertThat(engine.quietUntil(20_000_000)).as("498 x 11 ms").isEqualTo(20_000_000 + 498 * 11_000_000L);
        StepResult rest = engine.advance(20_000_000, Long.MAX_VALUE);

        assertThat(rest.steps()).isEqualTo(499);
        assertThat(rest.size()).as("only its end").isEqualTo(1);
        assertThat(rest.durationNanos()).isEqualTo(499 * 11_000_000L);
    }

    @Test
    void noStepBeginsAtOrAfterTheLimit() {
        Engine engine = new Engine(TestEngines.roomy(), false);
        engine.submit(new EngineRequest(1, 0, 100, 500, Engine.BASE, PrefixHashes.NONE));
        engine.advance(0, 1);

        assertThat(engine.advance(20_000_000, 20_000_000).idle()).isTrue();
        assertThat(engine.advance(20_000_000, 20_000_001).steps()).isEqualTo(1);
        assertThat(engine.advance(31_000_000, 42_000_000).steps()).isEqualTo(1);
        assertThat(engine.advance(42_000_000, 53_000_001).steps()).isEqualTo(2);
    }

    /** Two engines that are told the same at the same times; one advances in leaps, the other follows step by step. */
    private static final class Pair {
        private final Engine leaping;
        private final Engine stepping;
        private final SplittableRandom random;
        private final List<Integer> adapters = new ArrayList<>();
        private long ids;
        private long now;

        Pair(EngineLimits limits, SplittableRandom random) {
            EngineSpec test = TestEngines.with(limits);
            StepTime time = new StepTime(10, 1 / 3.0, 0.1, 0.00017, 0.1, 0.013, 0.7, 0.011, 0.0013, 0.3, 4.1);
            EngineSpec spec =
                    new EngineSpec("test", "none", "base", 1, time, limits, test.loadTimes(), 4, 0, List.of());
            this.leaping = new Engine(spec, false);
            this.stepping = new Engine(spec, false);
            this.random = random;
        }

        void anyCalls() {
            for (int calls = random.nextInt(4); calls > 0; calls--) {
                anyCall();
            }
        }

        private void anyCall() {
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> submit();
                case 3 -> {
                    long id = random.nextBoolean() ? ids - 1 : random.nextLong(ids + 1);
                    assertThat(leaping.abort(id)).isEqualTo(stepping.abort(id));
                }
                case 4 -> {
                    String name = "adapter-" + random.nextInt(6);
                    adapters.add(leaping.registerAdapter(name, 16));
                    stepping.registerAdapter(name, 16);
                }
                default -> {
                    // time passes
                }
            }
        }

        private void submit() {
            int longest = leaping.longestRequest();
            int prompt = 1 + random.nextInt(longest - 1);
            int output = 1 + random.nextInt(Math.min(200, longest - prompt));
            int adapter = adapters.isEmpty() ? Engine.BASE : adapters.get(random.nextInt(adapters.size()));
            int[] text = new int[prompt];
            text[0] = random.nextInt(3);
            EngineRequest request =
                    new EngineRequest(ids++, now, prompt, output, adapter, PrefixHashes.ofTokens(text, 16));
            leaping.submit(request);
            stepping.submit(request);
        }

        void drain() {
            while (leap(Long.MAX_VALUE)) {
                // until nothing is left
            }
        }

        void leap() {
            leap(now + random.nextLong(2_000_000_000));
        }

        private boolean leap(long until) {
            long quietUntil = leaping.quietUntil(now);
            StepResult leap = leaping.advance(now, until);
            assertThat(leap.size() == 0 || now + leap.durationNanos() > quietUntil)
                    .isTrue();
            long end = now + leap.durationNanos();
            int event = 0;
            for (int i = 0; i < leap.steps(); i++) {
                assertThat(now).isLessThan(until);
                StepResult step = stepping.step(now);
                now += step.durationNanos();
                assertThat(step.durationNanos()).isPositive();
                event = sameEvents(leap, event, step);
            }
            assertThat(now).isEqualTo(end);
            assertThat(event).isEqualTo(leap.size());
            if (leap.size() == 0 && leap.steps() > 0 && end < until) {
                assertThat(stepping.running() + stepping.waiting())
                        .as("nothing is left")
                        .isZero();
            }
            sameState();
            return !leap.idle();
        }

        private static int sameEvents(StepResult leap, int from, StepResult step) {
            int event = from;
            for (int i = 0; i < step.size(); i++) {
                if (step.kind(i) == EventKind.TOKEN) {
                    continue;
                }
                assertThat(leap.kind(event)).isEqualTo(step.kind(i));
                if (step.kind(i) != EventKind.ADAPTER_LOADED) {
                    same(leap.sequence(event), step.sequence(i));
                }
                event++;
            }
            return event;
        }

        private void sameState() {
            assertThat(leaping.counters()).isEqualTo(stepping.counters());
            assertThat(leaping.kvUsage()).isEqualTo(stepping.kvUsage());
            assertThat(leaping.waiting()).isEqualTo(stepping.waiting());
            assertThat(leaping.running()).isEqualTo(stepping.running());
            for (int i = 0; i < leaping.running(); i++) {
                same(leaping.queues().running(i), stepping.queues().running(i));
            }
            for (int id : adapters) {
                assertThat(leaping.inSlot(id)).isEqualTo(stepping.inSlot(id));
                assertThat(leaping.inHostMemory(id)).isEqualTo(stepping.inHostMemory(id));
            }
        }

        private static void same(Sequence a, Sequence b) {
            assertThat(a.id()).isEqualTo(b.id());
            assertThat(a.computed).isEqualTo(b.computed);
            assertThat(a.generated).isEqualTo(b.generated);
            assertThat(a.cachedTokens()).isEqualTo(b.cachedTokens());
            assertThat(a.firstTokenNanos()).isEqualTo(b.firstTokenNanos());
            assertThat(a.lastTokenNanos()).isEqualTo(b.lastTokenNanos());
            assertThat(a.gapNanos()).isEqualTo(b.gapNanos());
            assertThat(a.blockCount).isEqualTo(b.blockCount);
            for (int i = 0; i < a.blockCount; i++) {
                assertThat(a.block(i)).isEqualTo(b.block(i));
            }
        }
    }
}
