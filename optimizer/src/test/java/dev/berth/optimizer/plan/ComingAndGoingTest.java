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
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/**
 * Twenty minutes of a day that rises and falls, with a plan every half minute and pods that come and go as it says: what goes
 * from a pod does not come back within ten minutes but to relieve another pod.
 */
class ComingAndGoingTest {
    private static final long TURN_MILLIS = 30_000;
    private static final int TURNS = 40;
    private static final long AGAIN_MILLIS = 600_000;
    private static final int ADAPTERS = 14;
    private static final int TURNS_UNTIL_TAKEN_AWAY = 2;
    private static final int TURNS_UNTIL_STARTED = 3;

    @Example
    void aPodThatWasGivenUpAndIsTakenBackHasNothingToLoadAgain() {
        Day day = new Day(24_391, 0.05);
        assertThat(day.reloads()).isEmpty();
        assertThat(day.takenBack).as("times that a pod was taken back").isPositive();
    }

    /** Where a pod would have more to do than it can, its engine's time is worth more than a load. */
    @Property(tries = 6)
    void whateverIsAskedForNoSpareCopyComesBack(
            @ForAll @IntRange(min = 1, max = 1_000_000) int seed, @ForAll @DoubleRange(max = 0.5) double restless) {
        assertThat(new Day(seed, restless).reloads())
                .as("came back within ten minutes, and not for what is asked for")
                .filteredOn(reload -> reload.weight() == 0)
                .isEmpty();
    }

    /**
     * @param weight share of the adapter's traffic that it came back for
     */
    private record Reload(String adapter, String pod, long afterSeconds, double weight, String why) {}

    /** The fleet does at once what a plan says; a pod that is given up keeps what it has until it is taken away. */
    private static final class Day {
        private final SplittableRandom random;
        private final Story story = Story.of(4).slots(4, 7).minPods(2).maxPods(9);
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
        private final List<Reload> reloads = new ArrayList<>();
        private final double[] popularity = new double[ADAPTERS];
        private PlacementPlan plan;
        private final double restless;
        private int started;
        private int takenBack;

        /**
         * @param restless how far each adapter's demand lies beside the wave, at most, as a share of it
         */
        Day(long seed, double restless) {
            this.restless = restless;
            random = new SplittableRandom(seed);
            for (int i = 0; i < ADAPTERS; i++) {
                story.adapter("a" + i);
                popularity[i] = 1.0 / (i + 1);
            }
        }

        List<Reload> reloads() {
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
            if (random.nextDouble() < restless / 4) {
                int one = random.nextInt(ADAPTERS);
                double kept = popularity[0];
                popularity[0] = popularity[one];
                popularity[one] = kept;
            }
            double wave = 8 * (1 + 0.6 * Math.sin(2 * Math.PI * turn / (TURNS / 2.0)));
            for (int i = 0; i < ADAPTERS; i++) {
                double noise = 1 + restless * (2 * random.nextDouble() - 1);
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
                        double weight =
                                plan.assignment(adapter, pod.id()).orElseThrow().weight();
                        reloads.add(new Reload(adapter, name, (now - gone) / 1000, weight, why(adapter, pod)));
                    }
                }
            }
            story.registered(name, has.keySet().toArray(String[]::new));
        }

        private String why(String adapter, PodState pod) {
            return plan.changes().stream()
                    .filter(change -> adapter.equals(change.model()) && pod.id().equals(change.pod()))
                    .map(change -> change.kind() + " " + change.after() + " " + change.reason())
                    .toList()
                    .toString();
        }

        private void podsComeAndGo(int turn) {
            takenBack += leavingSince.keySet().retainAll(plan.leaving()) ? 1 : 0;
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
