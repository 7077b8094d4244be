package dev.berth.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The hand-made structures of the hot loop against the JDK's. */
class FlatStructuresTest {
    @Property
    void anLruListKeepsTheOrderOfALinkedSet(
            @ForAll @Size(max = 200) List<@IntRange(min = -20, max = 19) Integer> calls) {
        LruList list = new LruList();
        Set<Integer> judge = new LinkedHashSet<>();

        for (int call : calls) {
            int n = call < 0 ? -call - 1 : call;
            judge.remove(n);
            if (call < 0) {
                list.remove(n);
            } else {
                list.touch(n);
                judge.add(n);
            }
            assertThat(list.contains(n)).isEqualTo(call >= 0);
            assertThat(list.size()).isEqualTo(judge.size());
            assertThat(list.oldest())
                    .isEqualTo(judge.isEmpty() ? -1 : judge.iterator().next());
        }
        List<Integer> order = new ArrayList<>();
        while (list.size() > 0) {
            order.add(list.pollOldest());
        }
        assertThat(order).containsExactlyElementsOf(judge);
    }

    /** Keys with few distinct low bits, so that probes run into each other and around the end. */
    @Property
    void aBlockIndexHoldsWhatAMapHolds(@ForAll @Size(max = 200) List<@IntRange(min = -12, max = 11) Integer> calls) {
        BlockIndex index = new BlockIndex(12);
        Map<Long, Integer> judge = new HashMap<>();

        for (int i = 0; i < calls.size(); i++) {
            int call = calls.get(i);
            int n = call < 0 ? -call - 1 : call;
            long key = (n + 1L) << 32 | (n % 3 == 0 ? 31 : n % 3);
            if (call < 0) {
                index.remove(key);
                judge.remove(key);
            } else {
                index.put(key, i);
                judge.put(key, i);
            }
            for (int k = 0; k < 12; k++) {
                long each = (k + 1L) << 32 | (k % 3 == 0 ? 31 : k % 3);
                assertThat(index.get(each)).isEqualTo(judge.getOrDefault(each, BlockIndex.ABSENT));
            }
        }
    }
}
