package dev.berth.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever the order in which writers come, the blackboard is as a map that keeps the greatest version. */
class WriteOrderTest {
    private sealed interface Step {
        record Write(String router, Version version) implements Step {}

        record Remove(String router, Version version) implements Step {}

        record Wipe() implements Step {}
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<String> routers = Arbitraries.of("a", "b");
        Arbitrary<Version> versions = Combinators.combine(
                        Arbitraries.longs().between(1, 3), Arbitraries.longs().between(1, 4))
                .as(Version::new);
        Arbitrary<Step> writes = Combinators.combine(routers, versions).as(Step.Write::new);
        Arbitrary<Step> removals = Combinators.combine(routers, versions).as(Step.Remove::new);
        return Arbitraries.frequencyOf(
                        Tuple.of(8, writes), Tuple.of(2, removals), Tuple.of(1, Arbitraries.just(new Step.Wipe())))
                .list()
                .ofMaxSize(40);
    }

    @Property
    void any_interleaving_of_writes_ends_with_the_greatest_version(@ForAll("steps") List<Step> steps) {
        Map<String, Version> greatest = new HashMap<>();
        InMemoryBlackboard blackboard = new InMemoryBlackboard(Runnable::run);
        for (Step step : steps) {
            if (step instanceof Step.Write write) {
                Version known = greatest.get(write.router());
                WriteOutcome outcome = blackboard.write(
                        Keys.ROUTERS, write.router(), BlackboardContract.report(write.router(), write.version()));
                assertThat(outcome).isEqualTo(expected(known, write.version()));
                greatest.merge(write.router(), write.version(), (a, b) -> a.isNewerThan(b) ? a : b);
            } else if (step instanceof Step.Remove removal) {
                blackboard.remove(Keys.ROUTERS, removal.router(), removal.version());
                greatest.computeIfPresent(
                        removal.router(), (router, known) -> known.isNewerThan(removal.version()) ? known : null);
            } else {
                blackboard.wipe();
                greatest.clear();
            }
            for (String router : List.of("a", "b")) {
                assertThat(blackboard.read(Keys.ROUTERS, router).map(report -> report.version()))
                        .isEqualTo(Optional.ofNullable(greatest.get(router)));
            }
        }
    }

    private static WriteOutcome expected(Version known, Version written) {
        if (known == null || written.isNewerThan(known)) {
            return WriteOutcome.WRITTEN;
        }
        return written.equals(known) ? WriteOutcome.ALREADY_THERE : WriteOutcome.REFUSED_OLDER;
    }
}
