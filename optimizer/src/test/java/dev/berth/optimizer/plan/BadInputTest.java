package dev.berth.optimizer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.Version;
import dev.berth.domain.fleet.Catalog;
import dev.berth.domain.fleet.DeploymentSpec;
import dev.berth.domain.fleet.Fleet;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.fleet.PodState;
import dev.berth.domain.fleet.Readiness;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.optimizer.Story;
import dev.berth.optimizer.policy.OptaPlannerPolicy;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What makes no sense is left out and said; the rest is served. */
class BadInputTest {
    private static PlacementPlan plan(PlanInputs in) {
        PlanMaker maker =
                new PlanMaker(new OptaPlannerPolicy(500), PlanningTerms.DEFAULTS, PublishTerms.DEFAULTS, () -> 0);
        Decision decision = maker.decide(in, new PlanMaker.Trigger("asked for once", false), 1, 0);
        assertThat(decision).isInstanceOf(Decision.Publish.class);
        return ((Decision.Publish) decision).draft().withVersion(new Version(1, 1));
    }

    private static List<String> leftOut(PlacementPlan plan) {
        return plan.notes().stream().filter(n -> n.startsWith("left out")).toList();
    }

    private static PlanInputs with(PlanInputs in, Fleet fleet, Map<String, LatencyProfile> profiles) {
        return new PlanInputs(
                in.catalog(), fleet, in.ledger(), in.control(), in.demand(), profiles, in.current(), in.nowMillis());
    }

    @Test
    void demandForAnAdapterThatNobodyDeclaredIsUnservedAndTheRestIsServed() {
        PlacementPlan plan =
                plan(Story.of(2).adapter("a").asked("a", 1).asked("ghost", 5).inputs());

        assertThat(plan.unserved())
                .containsExactly(new PlacementPlan.Unserved(
                        "ghost", 1, "the catalog has no adapter or base model of this name"));
        assertThat(plan.assignments()).containsOnlyKeys("a");
    }

    @Test
    void ratesThatAreNoneAreTakenAsNoDemand() {
        PlacementPlan plan = plan(Story.of(1)
                .adapter("a")
                .adapter("b")
                .adapter("c")
                .asked("a", 1)
                .asked("b", -3)
                .asked("c", Double.NaN)
                .inputs());

        assertThat(leftOut(plan))
                .containsExactly(
                        "left out: demand of b: -3.0 requests a second is no rate",
                        "left out: demand of c: NaN requests a second is no rate");
        assertThat(plan.assignments()).containsOnlyKeys("a", "b", "c");
        assertThat(plan.unserved()).isEmpty();
    }

    @Test
    void ofTwoPodsOfOneNameOneIsPlannedOn() {
        PlanInputs in = Story.of(1).adapter("a").asked("a", 1).inputs();
        List<PodState> pods = new ArrayList<>(in.fleet().pods());
        pods.add(new PodState(
                new PodIncarnation("pod-1", "0"),
                Story.DEPLOYMENT,
                "http://127.0.0.1:1",
                "a",
                Readiness.READY,
                0,
                List.of()));

        PlacementPlan plan = plan(with(in, new Fleet(new Version(1, 9), 0, 9, pods), in.profiles()));

        assertThat(plan.assignments().get("a"))
                .extracting(a -> a.pod().incarnation())
                .containsExactly("1");
        assertThat(leftOut(plan)).containsExactly("left out: pod pod-1/0: the fleet lists another pod of this name");
    }

    @Test
    void aProfileThatServesNothingBarsItsPodsAndSaysSo() {
        PlanInputs in = Story.of(1).adapter("a").asked("a", 1).inputs();

        PlacementPlan plan =
                plan(with(in, in.fleet(), Map.of(Story.DEPLOYMENT, Story.profile(Story.DEPLOYMENT, Story.BASE, 0))));

        assertThat(leftOut(plan))
                .containsExactly("left out: pods of default/sim: their profile meets the objective for no length");
        assertThat(plan.unserved().get(0).reason())
                .isEqualTo("no pod may hold it: the profile meets the objective for no length on pod-1");
    }

    @Test
    void aRankThatNoPodTakesIsUnservedAndTheRestIsServed() {
        PlacementPlan plan = plan(Story.of(1)
                .adapter("big", 128, "standard", 1, 0, 0)
                .adapter("a")
                .asked("big", 1)
                .asked("a", 1)
                .inputs());

        assertThat(plan.unserved())
                .extracting(PlacementPlan.Unserved::model, PlacementPlan.Unserved::reason)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        "big", "no pod may hold it: rank above the pod's max_lora_rank on pod-1"));
        assertThat(plan.assignments()).containsOnlyKeys("a");
    }

    @Test
    void aPinOfWhatIsNotThereIsSaid() {
        PlacementPlan plan = plan(Story.of(2)
                .adapter("a")
                .asked("a", 1)
                .pinned("ghost", "pod-1")
                .pinned("a", "pod-9")
                .inputs());

        assertThat(leftOut(plan))
                .containsExactly(
                        "left out: pin of a to pod-9: the pod is not ready",
                        "left out: pin of ghost: the catalog has no adapter of this name");
        assertThat(plan.assignments().get("a")).isNotEmpty();
    }

    private static PlanInputs withANewDeployment(PlanInputs in, String... registered) {
        Catalog catalog = in.catalog();
        List<DeploymentSpec> deployments = new ArrayList<>(catalog.deployments());
        deployments.add(new DeploymentSpec("default/new", Story.BASE, "GPU", 0.01, 8, 32, 64, 0, 4));
        List<PodState> pods = new ArrayList<>(in.fleet().pods());
        pods.add(new PodState(
                new PodIncarnation("new-1", "1"), "default/new", "", "a", Readiness.READY, 7, List.of(registered)));
        return new PlanInputs(
                new Catalog(
                        catalog.version(),
                        catalog.madeAtMillis(),
                        catalog.adapters(),
                        catalog.sloClasses(),
                        deployments),
                new Fleet(new Version(1, 9), 7, 9, pods),
                in.ledger(),
                in.control(),
                in.demand(),
                in.profiles(),
                in.current(),
                in.nowMillis());
    }

    @Test
    void podsThatAreNewAndHaveNoProfileYetDoNotKeepTheOthersFromBeingPlannedOn() {
        PlacementPlan plan =
                plan(withANewDeployment(Story.of(1).adapter("a").asked("a", 9).inputs()));

        assertThat(leftOut(plan))
                .containsExactly("left out: pods of default/new: they have no profile; publish one with './berth"
                        + " profile publish'");
        assertThat(plan.assignments().get("a")).extracting(a -> a.pod().pod()).containsExactly("pod-1");
        assertThat(plan.podCounts())
                .as("pods that serve nothing are no help, cheap as they are")
                .containsEntry(Story.DEPLOYMENT, 2)
                .containsEntry("default/new", 1);
    }

    @Test
    void podsThatHoldSomethingAreNotEmptiedForWantOfAProfile() {
        PlanInputs in =
                withANewDeployment(Story.of(1).adapter("a").asked("a", 1).inputs(), "a");
        PlanMaker maker =
                new PlanMaker(new OptaPlannerPolicy(500), PlanningTerms.DEFAULTS, PublishTerms.DEFAULTS, () -> 0);

        assertThat(maker.decide(in, new PlanMaker.Trigger("asked for once", false), 1, 0))
                .isInstanceOfSatisfying(
                        Decision.NotReady.class,
                        notReady -> assertThat(notReady.readiness().sentence())
                                .isEqualTo(
                                        "profile: none for deployment default/new; publish one with './berth profile publish'"));
    }
}
