package dev.berth.router.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.profile.LatencyProfile;
import dev.berth.router.TestProfiles;
import dev.berth.router.TestTables;
import dev.berth.store.InMemoryBlackboard;
import dev.berth.store.Keys;
import org.junit.jupiter.api.Test;

class ProfileHolderTest {
    @Test
    void aLiveProfileComesBeforeAnOfflineOne() {
        InMemoryBlackboard blackboard = new InMemoryBlackboard();
        ProfileHolder holder = new ProfileHolder();
        assertThat(holder.of(TestTables.DEPLOYMENT)).isNull();
        blackboard.write(Keys.PROFILE_OFFLINE, TestTables.DEPLOYMENT, TestProfiles.profile());
        holder.refresh(blackboard);
        assertThat(holder.of(TestTables.DEPLOYMENT).samples()).isZero();
        LatencyProfile p = TestProfiles.profile();
        blackboard.write(
                Keys.PROFILE,
                TestTables.DEPLOYMENT,
                new LatencyProfile(
                        p.version(),
                        1,
                        p.deployment(),
                        p.baseModel(),
                        p.gpu(),
                        p.cost(),
                        p.indexes(),
                        p.tputs(),
                        p.e2e(),
                        p.ttft(),
                        p.tpot(),
                        p.slos(),
                        p.engine(),
                        0.05,
                        777,
                        p.measured(),
                        1));
        holder.refresh(blackboard);
        assertThat(holder.of(TestTables.DEPLOYMENT).samples()).isEqualTo(777);
        blackboard.close();
        holder.refresh(new InMemoryBlackboard());
        assertThat(holder.of(TestTables.DEPLOYMENT).samples())
                .as("an emptied store takes nothing away")
                .isEqualTo(777);
    }
}
