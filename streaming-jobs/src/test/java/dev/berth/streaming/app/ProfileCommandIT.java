package dev.berth.streaming.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.profile.AibrixProfile;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.RedisAibrixProfiles;
import dev.berth.store.RedisBlackboard;
import dev.berth.streaming.RedisProcess;
import org.junit.jupiter.api.Test;

class ProfileCommandIT {
    private static final String A10 = "../datasets/engines/a10.json";

    @Test
    void aProfileIsComputedPublishedAndReplaced() {
        try (RedisProcess redis = RedisProcess.start();
                Blackboard blackboard = new RedisBlackboard(redis.url(), "test")) {
            assertThat(publish(redis, "8")).isZero();
            LatencyProfile first =
                    blackboard.read(Keys.PROFILE_OFFLINE, "default/sim").orElseThrow();
            assertThat(first.baseModel()).isEqualTo("llama-3.1-8b");
            assertThat(first.slos().ttftSeconds()).isEqualTo(2);
            assertThat(first.loadOfOne(64, 256)).isBetween(0.0, 1.0);

            assertThat(publish(redis, "4")).isZero();
            LatencyProfile second =
                    blackboard.read(Keys.PROFILE_OFFLINE, "default/sim").orElseThrow();
            assertThat(second.engine().limits().maxLoras()).isEqualTo(4);
            assertThat(second.version().isNewerThan(first.version())).isTrue();
            assertThat(ProfileTable.of("profile:offline", second))
                    .contains("default/sim: llama-3.1-8b on NVIDIA A10", "requests per second", "16384");
        }
    }

    @Test
    void aBenchmarkIsImportedIntoTheFleetAndIntoAibrixsPlace() {
        try (RedisProcess redis = RedisProcess.start();
                Blackboard blackboard = new RedisBlackboard(redis.url(), "test");
                RedisAibrixProfiles aibrix = new RedisAibrixProfiles(redis.url())) {
            assertThat(importInto(redis.url(), "berth")).isZero();
            LatencyProfile published =
                    blackboard.read(Keys.PROFILE_OFFLINE, "default/a100").orElseThrow();
            assertThat(published.tputs().rows().get(1)).containsExactly(3.9, 1.975);
            assertThat(importInto(redis.url() + "/0?model=llama-7b", "aibrix")).isZero();
            AibrixProfile there =
                    AibrixProfile.read(aibrix.read("llama-7b", "default/a100").orElseThrow());
            assertThat(there.tputs().get(1)).containsExactly(3.9, 1.975);
            assertThat(aibrix.read("llama", "default/a100")).isEmpty();
        }
    }

    private static int importInto(String out, String format) {
        return CommandLines.run(
                new ProfileCommand(),
                "import",
                "--benchmark=src/test/resources/dev/berth/streaming/profile/benchmark/small.jsonl",
                "--deployment=default/a100",
                "--model=llama",
                "--e2e=4.25",
                "--percentile=99",
                "--format=" + format,
                "--out=" + out,
                "--fleet=test");
    }

    @Test
    void withoutRedisItSaysSo() {
        assertThat(CommandLines.run(
                        new ProfileCommand(),
                        "publish",
                        "--deployment=default/sim",
                        "--engine=" + A10,
                        "--redis=redis://127.0.0.1:1"))
                .isEqualTo(1);
    }

    private static int publish(RedisProcess redis, String maxLoras) {
        return CommandLines.run(
                new ProfileCommand(),
                "publish",
                "--deployment=default/sim",
                "--engine=" + A10,
                "--base-model=llama-3.1-8b",
                "--max-loras=" + maxLoras,
                "--redis=" + redis.url(),
                "--fleet=test");
    }
}
