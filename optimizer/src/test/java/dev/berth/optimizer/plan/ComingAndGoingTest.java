package dev.berth.optimizer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.Ledger;
import dev.berth.domain.fleet.LedgerEntry;
import dev.berth.domain.fleet.PairState;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.placement.Assignment;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.Story;
import dev.berth.optimizer.policy.OptaPlannerPolicy;
import dev.berth.optimizer.policy.SearchBudget;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Twenty minutes of a day that rises and falls, with a plan every half minute and pods that come and go as it says: what was
 * unloaded from a pod is not loaded there again within ten minutes, whether pods are given up and taken back or not.
 */
class ComingAndGoingTest {
    private static final long TURN_MILLIS = 30_000;
    private static final int TURNS = 40;
    private static final long AGAIN_MILLIS = 600_000;
    private static final int ADAPTERS = 14;
    private static final int TURNS_UNTIL_TAKEN_AWAY = 2;
    private static final int TURNS_UNTIL_STARTED = 3;

    @Property(tries = 12)
    void nothingComesAndGoesAndComesWithinTenMinutes(@ForAll @IntRange(min = 1, max = 1_000_000) int seed) {
        assertThat(new Day(seed).reloads()).as("seed %d", seed).isEmpty();
    }

    /** The fleet does at once what a plan says; a pod that is given up keeps what it has until it is taken away. */
    private static final class Day {
        private final SplittableRandom random;
        private final Story story = Story.of(4).slots(4, 7).minPods(2).maxPods(7);
        private final PlanMaker maker = new PlanMaker(
                new OptaPlannerPolicy(new SearchBudget(20, 2_000)),
                PlanningTerms.DEFAULTS,
                PublishTerms.DEFAULTS,
                ScaleTerms.DEFAULTS.withMode(ScaleTerms.PLAN),
                () -> 0);
        private final Map<String, Map<String, Long>> held = new TreeMap<>();
        private final Map<String, Long> goneAt = new HashMap<>();
        private final Map<String, Integer> leavingSince = new HashMap<>();
        private final List<Integer> starting = new ArrayList<>();
        private final List<String> reloads = new ArrayList<>();
        private final double[] popularity = new double[ADAPTERS];
        private PlacementPlan plan;
        private int started;

        Day(long seed) {
            random = new SplittableRandom(seed);
            for (int i = 0; i < ADAPTERS; i++) {
                story.adapter("a" + i);
                popularity[i] = 1.0 / (i + 1);
            }
        }

        List<String> reloads() {
            for (int turn = 0; turn < TURNS; turn++) {
                ask(turn);
                decide(turn);
                podsComeAndGo(turn);
                story.later(TURN_MILLIS);
            }
            return reloads;
        }

        /** Two waves in the twenty minutes, noise in each adapter, and now and then another that is popular. */
        private void ask(int turn) {
            if (random.nextInt(8) == 0) {
                int one = random.nextInt(ADAPTERS);
                double kept = popularity[0];
                popularity[0] = popularity[one];
                popularity[one] = kept;
            }
            double wave = 8 * (1 + 0.6 * Math.sin(2 * Math.PI * turn / (TURNS / 2.0)));
            for (int i = 0; i < ADAPTERS; i++) {
                double noise = 0.6 + 0.8 * random.nextDouble();
                story.asked("a" + i, Math.round(100 * wave * popularity[i] * noise) / 100.0);
            }
        }

        private void decide(int turn) {
            PlanInputs told = story.inputs();
            PlanInputs in = new PlanInputs(
                    told.catalog(),
                    told.fleet(),
                    ledger(told.nowMillis()),
                    told.control(),
                    told.demand(),
                    told.profiles(),
                    plan,
                    told.nowMillis());
            if (maker.decide(in, new PlanMaker.Trigger("asked", false), 1, 0) instanceof Decision.Publish publish) {
                plan = publish.draft().withVersion(new Version(1, turn + 1));
                story.inForce(plan);
            }
            told.fleet().pods().forEach(pod -> carryOut(pod, told.nowMillis()));
        }

        private Ledger ledger(long now) {
            List<LedgerEntry> entries = new ArrayList<>();
            held.forEach((pod, adapters) -> adapters.forEach((adapter, since) -> entries.add(new LedgerEntry(
                    adapter, adapter, story.podId(pod), PairState.RUNNING, 0, 0, "", 0.1, since, false))));
            return new Ledger(new Version(1, 1), now, entries);
        }

        private void carryOut(PodState pod, long now) {
            String name = pod.id().pod();
            if (plan.leaving().contains(name)) {
                return;
            }
            Map<String, Long> has = held.computeIfAbsent(name, n -> new TreeMap<>());
            Set<String> wants = new TreeSet<>();
            plan.assignments().forEach((model, list) -> {
                if (list.stream().map(Assignment::pod).anyMatch(pod.id()::equals)) {
                    wants.add(model);
                }
            });
            has.keySet().removeIf(adapter -> {
                boolean goes = !wants.contains(adapter);
                if (goes) {
                    goneAt.put(adapter + " on " + name, now);
                }
                return goes;
            });
            for (String adapter : wants) {
                if (has.putIfAbsent(adapter, now) == null) {
                    Long gone = goneAt.remove(adapter + " on " + name);
                    if (gone != null && now - gone < AGAIN_MILLIS) {
                        reloads.add(adapter + " on " + name + " after " + (now - gone) / 1000 + " s");
                    }
                }
            }
            story.registered(name, has.keySet().toArray(String[]::new));
        }

        private void podsComeAndGo(int turn) {
            leavingSince.keySet().retainAll(plan.leaving());
            plan.leaving().forEach(pod -> leavingSince.putIfAbsent(pod, turn));
            for (String pod : List.copyOf(leavingSince.keySet())) {
                if (turn - leavingSince.get(pod) >= TURNS_UNTIL_TAKEN_AWAY) {
                    story.gone(pod);
                    held.remove(pod);
                    leavingSince.remove(pod);
                }
            }
            starting.removeIf(due -> {
                boolean comes = turn >= due;
                if (comes) {
                    story.pod("new-" + ++started, started % 2 == 0 ? "a" : "b");
                }
                return comes;
            });
            int there = story.fleet().pods().size() - leavingSince.size() + starting.size();
            for (int more = plan.podCounts().get(Story.DEPLOYMENT) - there; more > 0; more--) {
                starting.add(turn + TURNS_UNTIL_STARTED);
            }
        }
    }
}
