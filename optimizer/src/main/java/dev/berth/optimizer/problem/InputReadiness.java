package dev.berth.optimizer.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Whether there is enough to plan on; if not, what is missing and since when.
 *
 * @param missing empty if ready
 */
public record InputReadiness(List<Missing> missing) {
    public InputReadiness {
        missing = List.copyOf(missing);
    }

    /**
     * One thing that is missing.
     *
     * @param what a document: {@code catalog}, {@code fleet}, {@code demand}, {@code profile}
     * @param sentence what to do about it
     * @param sinceMillis since when it is known to be missing, Unix milliseconds
     */
    public record Missing(String what, String sentence, long sinceMillis) {}

    public boolean ready() {
        return missing.isEmpty();
    }

    /** All of it in one sentence. */
    public String sentence() {
        return String.join(
                "; ", missing.stream().map(m -> m.what() + ": " + m.sentence()).toList());
    }

    /**
     * @param startedMillis since when the planner has been looking
     * @param staleAfterMillis age from which demand says nothing any more
     */
    public static InputReadiness of(PlanInputs in, long startedMillis, long staleAfterMillis) {
        List<Missing> missing = new ArrayList<>();
        if (in.catalog() == null) {
            missing.add(new Missing("catalog", "none published yet; start './berth actuate'", startedMillis));
        }
        if (in.fleet() == null) {
            missing.add(new Missing("fleet", "none observed yet; start './berth actuate'", startedMillis));
        }
        if (in.catalog() != null && in.fleet() != null) {
            readyPods(in, missing);
        }
        demand(in, startedMillis, staleAfterMillis, missing);
        return new InputReadiness(missing);
    }

    private static void readyPods(PlanInputs in, List<Missing> missing) {
        if (in.fleet().readyPods().isEmpty()) {
            missing.add(new Missing(
                    "fleet",
                    "none of its " + in.fleet().pods().size() + " pods is ready",
                    in.fleet().madeAtMillis()));
        }
        TreeSet<String> unknown = new TreeSet<>();
        TreeSet<String> unprofiled = new TreeSet<>();
        in.fleet().readyPods().forEach(pod -> {
            if (in.catalog().deployment(pod.deployment()).isEmpty()) {
                unknown.add(pod.deployment());
            } else if (!in.profiles().containsKey(pod.deployment())) {
                unprofiled.add(pod.deployment());
            }
        });
        boolean others =
                in.fleet().readyPods().stream().anyMatch(pod -> in.profiles().containsKey(pod.deployment()));
        unprofiled.removeIf(deployment -> others && holdsNothing(in, deployment));
        for (String deployment : unknown) {
            missing.add(new Missing(
                    "catalog",
                    "does not declare deployment " + deployment,
                    in.catalog().madeAtMillis()));
        }
        for (String deployment : unprofiled) {
            missing.add(new Missing(
                    "profile",
                    "none for deployment " + deployment + "; publish one with './berth profile publish'",
                    in.fleet().madeAtMillis()));
        }
    }

    /** What is new and empty can be left out, and must not keep the others from being planned on. */
    private static boolean holdsNothing(PlanInputs in, String deployment) {
        return in.fleet().pods().stream()
                .filter(pod -> pod.deployment().equals(deployment))
                .allMatch(pod -> pod.registered().isEmpty()
                        && in.currentPlan().stream()
                                .flatMap(plan -> plan.assignments().values().stream())
                                .flatMap(List::stream)
                                .noneMatch(assignment -> assignment.pod().equals(pod.id())));
    }

    private static void demand(PlanInputs in, long startedMillis, long staleAfterMillis, List<Missing> missing) {
        long newest = in.demandWindowEndMillis();
        if (newest == 0) {
            missing.add(new Missing("demand", "none measured yet; start './berth jobs'", startedMillis));
            return;
        }
        long age = in.nowMillis() - newest;
        if (age > staleAfterMillis) {
            missing.add(new Missing("demand", "its newest window ended " + age / 1000 + " s ago", newest));
        }
    }

    /** Whether planning can go on with the last demand known, stale as it is: a lost pod must not wait for new demand. */
    public boolean onlyDemandIsStale() {
        return missing.stream()
                .allMatch(m -> m.what().equals("demand") && m.sentence().startsWith("its newest"));
    }

    /** Whether only demand is missing, old or never measured: planning can go on where it is not looked at. */
    public boolean onlyDemandIsMissing() {
        return missing.stream().allMatch(m -> m.what().equals("demand"));
    }
}
