package dev.berth.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever is asked of an engine in whatever order: nothing is lost, and no limit is passed. */
class EngineInvariantsTest {
    private static final int CALLS = 400;
    private static final int MOST_STEPS = 200_000;

    @Property(tries = 150)
    void everyRequestEndsOnceAndNoBlockIsLost(
            @ForAll long seed,
            @ForAll @IntRange(min = 6, max = 60) int kvBlocks,
            @ForAll @IntRange(min = 1, max = 4) int maxLoras,
            @ForAll @IntRange(max = 3) int extraHostPlaces,
            @ForAll @IntRange(min = 1, max = 12) int sequences,
            @ForAll @IntRange(min = 16, max = 200) int batchedTokens,
            @ForAll boolean prefillFirst,
            @ForAll boolean noPrefixCaching,
            @ForAll boolean inRuns,
            @ForAll boolean zombies) {
        EngineSpec spec = TestEngines.with(new EngineLimits(
                sequences,
                prefillFirst ? 1024 : batchedTokens,
                16L * kvBlocks,
                16,
                1024,
                maxLoras,
                maxLoras + extraHostPlaces,
                32,
                prefillFirst,
                noPrefixCaching));
        Chaos chaos = new Chaos(spec, inRuns, zombies, new SplittableRandom(seed));

        for (int i = 0; i < CALLS; i++) {
            chaos.anyCall();
        }
        chaos.drain();

        assertThat(chaos.submitted).isEqualTo(chaos.ended.keySet());
        assertThat(chaos.ended.values()).allMatch(times -> times == 1);
        assertThat(chaos.engine.counters().generationTokens()).isEqualTo(chaos.tokensOfEnded);
        assertThat(chaos.engine.kvUsage()).isZero();
        assertThat(chaos.engine.activeAdapters()).isEmpty();
    }

    /** Calls an engine at random and checks it after each call. */
    private static final class Chaos {
        private final Engine engine;
        private final EngineLimits limits;
        private final boolean inRuns;
        private final SplittableRandom random;
        private final Set<Long> submitted = new HashSet<>();
        private final Map<Long, Integer> ended = new HashMap<>();
        private final Map<Long, Integer> tokens = new HashMap<>();
        private final Map<Long, Integer> asked = new HashMap<>();
        private final List<Integer> adapters = new ArrayList<>();
        private long tokensOfEnded;
        private long now;

        Chaos(EngineSpec spec, boolean inRuns, boolean zombies, SplittableRandom random) {
            this.engine = new Engine(spec, zombies);
            this.limits = spec.limits();
            this.inRuns = inRuns;
            this.random = random;
        }

        void anyCall() {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> submit();
                case 3 -> abort();
                case 4 -> adapters.add(engine.registerAdapter("adapter-" + random.nextInt(6), 16));
                case 5 -> unregister();
                default -> step();
            }
            audit();
        }

        void drain() {
            for (int i = 0; step(); i++) {
                audit();
                if (i > MOST_STEPS) {
                    throw new AssertionError("the engine does not come to an end");
                }
            }
        }

        private void submit() {
            int longest = engine.longestRequest();
            int prompt = 1 + random.nextInt(longest - 1);
            int output = 1 + random.nextInt(Math.min(60, longest - prompt));
            int adapter = adapters.isEmpty() || random.nextInt(4) == 0
                    ? Engine.BASE
                    : adapters.get(random.nextInt(adapters.size()));
            int[] text = new int[prompt];
            int topic = random.nextInt(3);
            for (int i = 0; i < prompt; i++) {
                text[i] = i < prompt / 2 ? topic : random.nextInt();
            }
            long id = submitted.size();
            submitted.add(id);
            asked.put(id, output);
            engine.submit(new EngineRequest(id, now, prompt, output, adapter, PrefixHashes.ofTokens(text, 16)));
        }

        private void abort() {
            if (submitted.isEmpty()) {
                return;
            }
            long id = random.nextInt(submitted.size());
            long generated = generatedBy(id);
            if (engine.abort(id)) {
                ended.merge(id, 1, Integer::sum);
                tokensOfEnded += generated;
            }
        }

        private long generatedBy(long id) {
            for (int i = 0; i < engine.running(); i++) {
                if (engine.queues().running(i).id() == id) {
                    return engine.queues().running(i).generatedTokens();
                }
            }
            for (Sequence s = engine.queues().firstWaiting(); s != null; s = s.after) {
                if (s.id() == id) {
                    return s.generatedTokens();
                }
            }
            return 0;
        }

        private void unregister() {
            if (!adapters.isEmpty()) {
                engine.unregister(adapters.remove(random.nextInt(adapters.size())));
            }
        }

        private boolean step() {
            StepResult step = inRuns ? engine.advance(now, now + 1 + random.nextLong(300_000_000)) : engine.step(now);
            assertThat(step.durationNanos()).isGreaterThanOrEqualTo(step.steps());
            now += step.durationNanos();
            assertThat(step.distinctAdapters()).isLessThanOrEqualTo(limits.maxLoras());
            assertThat(step.decodes() + step.prefillTokens()).isLessThanOrEqualTo(limits.maxBatchedTokens());
            for (int i = 0; i < step.size(); i++) {
                see(step.kind(i), step.sequence(i));
            }
            return !step.idle();
        }

        private void see(EventKind kind, Sequence sequence) {
            if (kind == EventKind.FIRST_TOKEN || kind == EventKind.TOKEN) {
                assertThat(ended).doesNotContainKey(sequence.id());
                int soFar = tokens.merge(sequence.id(), 1, Integer::sum);
                assertThat(kind == EventKind.FIRST_TOKEN).isEqualTo(soFar == 1);
                assertThat(sequence.lastTokenNanos()).isEqualTo(now);
            }
            if (kind == EventKind.FINISHED) {
                ended.merge(sequence.id(), 1, Integer::sum);
                tokensOfEnded += sequence.generatedTokens();
                assertThat(sequence.generatedTokens()).isEqualTo(asked.get(sequence.id()));
                assertThat(inRuns ? asked.get(sequence.id()) : tokens.get(sequence.id()))
                        .isEqualTo(asked.get(sequence.id()));
                assertThat(List.of(
                                sequence.request().arrivalNanos(),
                                sequence.scheduledNanos(),
                                sequence.firstTokenNanos(),
                                sequence.lastTokenNanos(),
                                now))
                        .as("time never goes back")
                        .isSorted();
            }
        }

        /** Counts the holders of every block anew. */
        private void audit() {
            KvBlocks blocks = engine.blocks();
            int[] holders = new int[blocks.count()];
            for (int i = 0; i < engine.running(); i++) {
                Sequence sequence = engine.queues().running(i);
                for (int b = 0; b < sequence.blockCount; b++) {
                    holders[sequence.block(b)]++;
                }
                assertThat(sequence.blockCount * limits.blockTokens()).isGreaterThanOrEqualTo(sequence.computed);
            }
            int free = 0;
            for (int b = 0; b < holders.length; b++) {
                assertThat(blocks.holders(b)).isEqualTo(holders[b]);
                free += holders[b] == 0 ? 1 : 0;
            }
            assertThat(blocks.freeCount()).isEqualTo(free);
            assertThat(engine.running()).isLessThanOrEqualTo(limits.maxNumSeqs());
            assertThat(engine.queues().distinctRunning()).isLessThanOrEqualTo(limits.maxLoras());
            assertThat(engine.hostAdapters()).isLessThanOrEqualTo(limits.maxCpuLoras());
        }
    }
}
