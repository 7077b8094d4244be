package dev.berth.evaluation.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.router.pick.Pick;
import dev.berth.router.pick.Policies;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PickingsTest {
    @Test
    void theProductsComeFirstThenThePeers() {
        assertThat(Pickings.names())
                .containsAll(Policies.names())
                .endsWith(
                        "power-of-two",
                        "ray-multiplexed",
                        "smg-cache-aware",
                        "llm-d",
                        "llm-d-lora",
                        "dynamo-kv",
                        "production-stack-prefixaware",
                        "aibrix-prefix-cache",
                        "aibrix-slo",
                        "aibrix-slo-least-load",
                        "aibrix-slo-pack-load");
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearestAndAll() {
        assertThatThrownBy(() -> Pickings.named("slo-afinity"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("did you mean 'slo-affinity'?")
                .hasMessageContaining("llm-d-lora");
    }

    @Property(tries = 30)
    void eachPicksOneOfThoseOnOfferAndTheSameForTheSame(
            @ForAll @IntRange(min = 1, max = 8) int pods, @ForAll long seed) {
        for (String name : Pickings.names()) {
            Pick once = busy(pods, seed).pick(name, PeerFleet.TURN);
            Pick again = busy(pods, seed).pick(name, PeerFleet.TURN);
            assertThat(once).as(name).isEqualTo(again);
            assertThat(once.waits() || once.index() < pods).as(name).isTrue();
        }
    }

    private static PeerFleet busy(int pods, long seed) {
        SplittableRandom world = new SplittableRandom(seed);
        PeerFleet fleet = world.nextBoolean() ? new PeerFleet(pods) : new PeerFleet(pods).profiled();
        for (int pod = 0; pod < pods; pod++) {
            fleet.waiting(pod, "a1", world.nextInt(4))
                    .answering(pod, "a2", world.nextInt(4))
                    .answering(pod, "sql", world.nextInt(2))
                    .answering(pod, "llama", world.nextInt(2));
            if (world.nextBoolean()) {
                fleet.caching(pod, 1 + world.nextInt(8));
            }
        }
        return fleet;
    }
}
