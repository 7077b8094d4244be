package dev.berth.router.pick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.slo.SloTarget;
import dev.berth.router.TestProfiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PoliciesTest {
    private static final RequestFacts ADAPTER = new RequestFacts("sql", true, 256, 128, 0);

    private static final LatencyProfile PROFILE = TestProfiles.profile();

    private final RandomGenerator random = new SplittableRandom(1);

    private static List<Candidate> candidates(Candidates... pods) {
        return Arrays.stream(pods).map(Candidates::candidate).toList();
    }

    private Pick pick(String policy, Candidates... pods) {
        return Policies.named(policy).orElseThrow().pick(ADAPTER, candidates(pods), ProfileSource.NONE, random);
    }

    @Test
    void everyPolicyIsFoundByItsName() {
        assertThat(Policies.names())
                .containsExactly(
                        "least-request",
                        "load-balanced-prefix",
                        "lora-affinity",
                        "prefix-affinity",
                        "random",
                        "round-robin",
                        "slo",
                        "slo-affinity",
                        "slo-least-load",
                        "slo-least-load-pulling",
                        "slo-pack-load");
        assertThat(Policies.named("slo")).isEqualTo(Policies.named("slo-least-load-pulling"));
        assertThat(Policies.named("fastest")).isEmpty();
    }

    @Test
    void onlyPoliciesThatLookAtPrefixesHaveThemHashed() {
        assertThat(Policies.names())
                .filteredOn(name -> Policies.named(name).orElseThrow().wantsPrefix())
                .containsExactly("load-balanced-prefix", "prefix-affinity", "slo-affinity");
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearestOne() {
        assertThat(Policies.unknown("least-requests"))
                .isEqualTo("unknown routing policy 'least-requests'; did you mean 'least-request'?");
        assertThat(Policies.unknown("x".repeat(100_000))).hasSizeLessThan(300);
    }

    @Test
    void leastRequestTakesThePodWithFewest() {
        Pick pick = pick(
                "least-request",
                Candidates.pod("a").with(3),
                Candidates.pod("b").with(1),
                Candidates.pod("c").with(2));
        assertThat(pick).isEqualTo(new Pick(1, PickReason.LEAST_REQUEST));
    }

    @Test
    void equalPodsDrawLotsSoThatRoutersDoNotAllRunToTheSame() {
        int[] hits = new int[3];
        for (int i = 0; i < 3_000; i++) {
            hits[
                    pick(
                                    "least-request",
                                    Candidates.pod("a").with(1),
                                    Candidates.pod("b").with(1),
                                    Candidates.pod("c").with(1))
                            .index()]++;
        }
        for (int hit : hits) {
            assertThat(hit).isBetween(850, 1_150);
        }
    }

    @Test
    void randomFollowsThePlannedWeights() {
        int first = 0;
        for (int i = 0; i < 10_000; i++) {
            first += pick(
                                            "random",
                                            Candidates.pod("a").weighing(0.8),
                                            Candidates.pod("b").weighing(0.2))
                                    .index()
                            == 0
                    ? 1
                    : 0;
        }
        assertThat(first).isBetween(7_800, 8_200);
    }

    @Test
    void randomIsEvenWhenNothingIsPlanned() {
        int first = 0;
        for (int i = 0; i < 10_000; i++) {
            first += pick(
                                            "random",
                                            Candidates.pod("a").weighing(0),
                                            Candidates.pod("b").weighing(0))
                                    .index()
                            == 0
                    ? 1
                    : 0;
        }
        assertThat(first).isBetween(4_800, 5_200);
    }

    @Test
    void randomNeverTakesAPodOfNoWeightBesideOneThatHasSome() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(pick(
                                    "random",
                                    Candidates.pod("a").weighing(1),
                                    Candidates.pod("b").weighing(0))
                            .index())
                    .isZero();
        }
    }

    @Test
    void roundRobinTakesEachInTurn() {
        List<Integer> taken = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            RequestFacts request = new RequestFacts("sql", true, 1, 1, i);
            taken.add(Policies.named("round-robin")
                    .orElseThrow()
                    .pick(
                            request,
                            candidates(Candidates.pod("a"), Candidates.pod("b"), Candidates.pod("c")),
                            ProfileSource.NONE,
                            random)
                    .index());
        }
        assertThat(taken).containsExactly(0, 1, 2, 0, 1, 2);
    }

    /** Those that draw no lots. */
    private static final List<String> LOTLESS =
            List.of("slo", "slo-affinity", "slo-least-load", "slo-pack-load", "load-balanced-prefix");

    private static Candidates[] fleet(int pods, SplittableRandom world) {
        Candidates[] fleet = new Candidates[pods];
        for (int i = 0; i < pods; i++) {
            int ofModel = world.nextInt(3);
            fleet[i] = Candidates.pod("p" + i)
                    .answering(world.nextInt(10), 100 + world.nextInt(2_000), 1 + world.nextInt(300), 20)
                    .queued(world.nextInt(3), 100 + world.nextInt(2_000), 1 + world.nextInt(300), 10)
                    .ofModel(ofModel, world.nextInt(ofModel + 1))
                    .slots(world.nextInt(4), world.nextInt(4))
                    .loaded(world.nextDouble(1.2))
                    .unusedFor(world.nextInt(50))
                    .caching(world.nextInt(5))
                    .lately(world.nextDouble())
                    .weighing(world.nextDouble());
            fleet[i] = world.nextInt(4) == 0 ? fleet[i].warm() : fleet[i];
        }
        return fleet;
    }

    private static RequestFacts request(SplittableRandom world, int sequence) {
        return new RequestFacts("sql", world.nextBoolean(), 1 + world.nextInt(4_000), 1 + world.nextInt(400), sequence)
                .withTarget(new SloTarget(world.nextDouble(2), world.nextDouble(0.1), world.nextDouble(30)))
                .withPrefix(PrefixBlocks.ofChain(new long[] {1, 2, 3, 4}, 64));
    }

    @Property(tries = 300)
    void everyPolicyIsAFunctionOfItsArguments(
            @ForAll @IntRange(min = 1, max = 12) int pods, @ForAll long seed, @ForAll @IntRange(min = 0) int sequence) {
        SplittableRandom world = new SplittableRandom(seed);
        Candidates[] fleet = fleet(pods, world);
        RequestFacts request = request(world, sequence);
        ProfileSource profiles = world.nextBoolean() ? ProfileSource.NONE : deployment -> PROFILE;
        for (String name : Policies.names()) {
            Policy policy = Policies.named(name).orElseThrow();
            Pick once = policy.pick(request, candidates(fleet), profiles, new SplittableRandom(seed));
            Pick again = policy.pick(request, candidates(fleet), profiles, new SplittableRandom(seed));
            assertThat(once).isEqualTo(again);
            assertThat(once.waits() || once.index() < pods).as(name).isTrue();
        }
    }

    @Property(tries = 300)
    void withoutLotsTheOrderOfThePodsDoesNotMatter(@ForAll @IntRange(min = 2, max = 12) int pods, @ForAll long seed) {
        SplittableRandom world = new SplittableRandom(seed);
        Candidates[] fleet = fleet(pods, world);
        RequestFacts request = request(world, 0);
        List<Candidates> shuffled = new ArrayList<>(List.of(fleet));
        Collections.shuffle(shuffled, new Random(seed));
        for (String name : LOTLESS) {
            Policy policy = Policies.named(name).orElseThrow();
            Pick one = policy.pick(request, candidates(fleet), deployment -> PROFILE, random);
            Pick other = policy.pick(
                    request, candidates(shuffled.toArray(Candidates[]::new)), deployment -> PROFILE, random);
            assertThat(one.waits()).as(name).isEqualTo(other.waits());
            if (!one.waits()) {
                assertThat(fleet[one.index()]).as(name).isSameAs(shuffled.get(other.index()));
            }
        }
    }
}
