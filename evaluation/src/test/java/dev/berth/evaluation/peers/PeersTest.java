package dev.berth.evaluation.peers;

import static dev.berth.evaluation.peers.PeerFleet.BASE;
import static dev.berth.evaluation.peers.PeerFleet.TURN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.router.pick.Pick;
import dev.berth.router.pick.PickReason;
import org.junit.jupiter.api.Test;

/** Each rule on a case worked by hand. */
class PeersTest {
    @Test
    void ofTwoByLotTheOneWithFewerRequests() {
        PeerFleet fleet =
                new PeerFleet(3).waiting(0, "a1", 5).waiting(1, "a1", 3).waiting(2, "a1", 1);
        int[] chosen = fleet.spread("power-of-two", TURN);
        // Of the three pairs, two hold the emptiest and one the middle one; the fullest never wins.
        assertThat(chosen[0]).isZero();
        assertThat(chosen[1]).isBetween(280, 390);
        assertThat(chosen[2]).isBetween(610, 720);
        assertThat(new PeerFleet(1).pick("power-of-two", TURN).index()).isZero();
    }

    @Test
    void rayPrefersTheReplicasThatHaveTheAdapter() {
        PeerFleet fleet = new PeerFleet(3);
        for (String other : new String[] {"a1", "a2", "a3", "a4", "a1", "a2", "a3", "a4"}) {
            fleet.served(0, other).served(1, other).served(2, other);
        }
        fleet.served(1, "sql").answering(1, "a1", 6);
        assertThat(fleet.pick("ray-multiplexed", TURN)).isEqualTo(new Pick(1, PickReason.ADAPTER_RUNNING));
        assertThat(fleet.pick("ray-multiplexed", BASE).reason()).isEqualTo(PickReason.FEWER_OF_TWO);
    }

    @Test
    void smgFollowsAMatchOfMoreThanThirtyPercentWhileBalanced() {
        assertThat(new PeerFleet(2).waiting(0, "a1", 9).caching(0, 4).pick("smg-cache-aware", TURN))
                .isEqualTo(new Pick(0, PickReason.PREFIX));
        assertThat(new PeerFleet(2).waiting(0, "a1", 9).caching(0, 3).pick("smg-cache-aware", TURN))
                .as("30 % is not more than 30 %")
                .isEqualTo(new Pick(1, PickReason.LEAST_REQUEST));
    }

    @Test
    void smgIsImbalancedOnlyByBothOfItsTests() {
        assertThat(new PeerFleet(2).waiting(0, "a1", 65).caching(0, 8).pick("smg-cache-aware", TURN))
                .as("65 - 0 > 64 and 65 > 0")
                .isEqualTo(new Pick(1, PickReason.LEAST_REQUEST));
        assertThat(new PeerFleet(2)
                        .waiting(0, "a1", 64)
                        .caching(0, 8)
                        .pick("smg-cache-aware", TURN)
                        .index())
                .as("64 - 0 is not above 64")
                .isZero();
        assertThat(new PeerFleet(2)
                        .waiting(0, "a1", 300)
                        .waiting(1, "a1", 210)
                        .caching(0, 8)
                        .pick("smg-cache-aware", TURN)
                        .index())
                .as("90 apart, but 300 is not above 1.5 x 210")
                .isZero();
    }

    @Test
    void llmdAddsQueueAndKvTwiceAndPrefixThrice() {
        // p0: queue 0, kv 1, prefix 3 * 8/8: 0 + 2 + 3 = 5; p1: 2 + 2 + 0 = 4
        assertThat(new PeerFleet(2).waiting(0, "a1", 4).caching(0, 8).pick("llm-d", TURN))
                .isEqualTo(new Pick(0, PickReason.SCORED));
        // p0: 0 + 2 + 3 * 5/8 = 3.875; p1: 4
        assertThat(new PeerFleet(2)
                        .waiting(0, "a1", 4)
                        .caching(0, 5)
                        .pick("llm-d", TURN)
                        .index())
                .isEqualTo(1);
    }

    @Test
    void llmdCountsTheKvOfWhatIsThereByTheProfile() {
        // Queues are equal. p0: 12 requests of 100 + 100/2 hold 1,800 of 10,000 tokens: 2 + 2 * 0.82 + 3/8 = 4.015;
        // p1: 4. With 13 it is 2 + 2 * 0.805 + 0.375 = 3.985.
        assertThat(new PeerFleet(2)
                        .profiled()
                        .answering(0, "a1", 12)
                        .caching(0, 1)
                        .pick("llm-d", TURN)
                        .index())
                .isZero();
        assertThat(new PeerFleet(2)
                        .profiled()
                        .answering(0, "a1", 13)
                        .caching(0, 1)
                        .pick("llm-d", TURN)
                        .index())
                .isEqualTo(1);
    }

    @Test
    void llmdsLoraScorerTakesTheRunningSetAndHalfOfTheSlotsForFree() {
        PeerFleet active = new PeerFleet(2).answering(0, "sql", 1);
        assertThat(active.pick("llm-d-lora", TURN).index())
                .as("1.0 against 0.8")
                .isZero();
        PeerFleet half = new PeerFleet(2)
                .answering(0, "a1", 1)
                .answering(0, "a2", 1)
                .answering(0, "a3", 1)
                .answering(0, "a4", 1);
        assertThat(half.pick("llm-d-lora", TURN).index())
                .as("4 of 8 slots counted twice are 8: no capacity, 0 against 0.8")
                .isEqualTo(1);
        int[] without = half.spread("llm-d", TURN);
        assertThat(without[0]).as("the default profile does not see adapters").isBetween(430, 570);
    }

    @Test
    void dynamoAddsWhatMustBeComputedAndWhatIsHeld() {
        // p0: prefill 1,000 - 800, decode 1,000 and 4 answers of 100 + 50: 200 + 1,600 = 1,800; p1: 1,000 + 1,000
        assertThat(new PeerFleet(2).answering(0, "a1", 4).caching(0, 8).pick("dynamo-kv", TURN))
                .isEqualTo(new Pick(0, PickReason.SCORED));
        // Waiting ones have their prompts to compute as well: 200 + 4 * 100 + 1,600 = 2,200
        assertThat(new PeerFleet(2)
                        .waiting(0, "a1", 4)
                        .caching(0, 8)
                        .pick("dynamo-kv", TURN)
                        .index())
                .isEqualTo(1);
    }

    @Test
    void productionStackFollowsThePrefixWhateverTheLoad() {
        PeerFleet fleet = new PeerFleet(3).waiting(0, "a1", 500).caching(0, 2);
        assertThat(fleet.pick("production-stack-prefixaware", TURN)).isEqualTo(new Pick(0, PickReason.PREFIX));
        int[] unknown = new PeerFleet(2).waiting(0, "a1", 500).spread("production-stack-prefixaware", TURN);
        assertThat(unknown[0]).as("a prompt that nobody knows").isBetween(430, 570);
    }

    @Test
    void aibrixFollowsThePrefixWithinOneStandardDeviation() {
        // 2, 4, 6: mean 4, sample deviation 2, so 6 is just within.
        assertThat(new PeerFleet(3)
                        .waiting(0, "a1", 2)
                        .waiting(1, "a1", 4)
                        .waiting(2, "a1", 6)
                        .caching(2, 8)
                        .pick("aibrix-prefix-cache", TURN))
                .isEqualTo(new Pick(2, PickReason.PREFIX));
        // 2, 2, 6: mean 3.33, deviation 2.31, so 6 is beyond; the shorter match is taken.
        assertThat(new PeerFleet(3)
                        .waiting(0, "a1", 2)
                        .waiting(1, "a1", 2)
                        .waiting(2, "a1", 6)
                        .caching(2, 8)
                        .caching(1, 1)
                        .pick("aibrix-prefix-cache", TURN))
                .isEqualTo(new Pick(1, PickReason.PREFIX));
    }

    @Test
    void aibrixLeavesOnlyTheEmptiestPodsWhenImbalanced() {
        PeerFleet fleet = new PeerFleet(3)
                .waiting(0, "a1", 9)
                .caching(0, 8)
                .waiting(1, "a1", 1)
                .caching(1, 4);
        assertThat(fleet.pick("aibrix-prefix-cache", TURN))
                .as("9 - 0 > 8, so only the third pod is left, and it knows nothing")
                .isEqualTo(new Pick(2, PickReason.LEAST_REQUEST));
    }

    @Test
    void aibrixsSloRoutersDoNotKnowAdapters() {
        for (String name : new String[] {"aibrix-slo", "aibrix-slo-least-load", "aibrix-slo-pack-load"}) {
            PeerFleet fleet = new PeerFleet(2).profiled().answering(0, "a1", 2).answering(1, "a1", 1);
            assertThat(fleet.pick(name, TURN)).as(name).isEqualTo(new Pick(1, PickReason.LEAST_REQUEST));
        }
    }

    @Test
    void aibrixsSloRoutersAdmitBaseModelRequestsByCapacity() {
        // One short request is a pod's whole capacity.
        PeerFleet half = new PeerFleet(2).profiled().answering(0, "llama", 1);
        assertThat(half.pick("aibrix-slo", BASE)).isEqualTo(new Pick(1, PickReason.LEAST_LOAD));
        assertThat(half.pick("aibrix-slo-pack-load", BASE)).isEqualTo(new Pick(1, PickReason.PACKED));
        PeerFleet full = new PeerFleet(2).profiled().answering(0, "llama", 1).answering(1, "llama", 1);
        assertThat(full.pick("aibrix-slo", BASE)).isEqualTo(Pick.WAIT);
        assertThat(full.pick("aibrix-slo-least-load", BASE))
                .as("push never waits, and of equals takes the last")
                .isEqualTo(new Pick(1, PickReason.LEAST_LOAD));
        PeerFleet one = new PeerFleet(1).profiled().answering(0, "llama", 3);
        assertThat(one.pick("aibrix-slo", BASE).index())
                .as("the only pod is not asked")
                .isZero();
    }
}
