package dev.berth.optimizer.loop;

import dev.berth.domain.config.Doc;
import dev.berth.optimizer.plan.PublishTerms;
import dev.berth.optimizer.plan.ScaleTerms;
import dev.berth.optimizer.policy.PlacementPolicy;
import dev.berth.optimizer.policy.Placements;
import dev.berth.optimizer.policy.PolicyTraits.Foresight;
import dev.berth.optimizer.policy.SearchBudget;
import dev.berth.optimizer.problem.PlanningTerms;

/** Everything that can be said to the optimizer. */
public record OptimizerConfig(
        @Doc("time after which a plan is considered even if nothing happened, seconds") double everySeconds,
        @Doc("time to gather changes that come together before planning on them, milliseconds") int debounceMillis,
        @Doc("change of a model's load that wakes the planner, pods") double materialLoad,
        @Doc("change of a model's load that wakes the planner, as a share of the load planned for")
                double materialShare,
        @Doc("change that wakes the planner already if a model's load is three times what was planned for, pods")
                double surgeLoad,
        @Doc(
                        "least time between two plans that only demand asked for, seconds; a crowd that has grown to three times its plan does not wait")
                double demandPauseSeconds,
        @Doc("seed of the search; equal documents and seeds give equal plans") long seed,
        @Doc("bound of the search: moves judged for each demand quantum") int movesPerQuantum,
        @Doc("placement policy; all but the default are rivals to compare with, './berth optimize --help' lists them")
                String policy,
        @Doc("whether a plan takes effect only when an operator approves it, './berth plan approve'") boolean approval,
        @Doc("port of metrics and health on 127.0.0.1; 0 takes a free one, -1 none") int adminPort,
        PlanningTerms planning,
        PublishTerms publish,
        ScaleTerms scale) {

    public static final OptimizerConfig DEFAULTS = new OptimizerConfig(
            30,
            300,
            0.1,
            0.25,
            0.05,
            5,
            1,
            SearchBudget.DEFAULTS.movesPerQuantum(),
            Placements.PLANNER,
            false,
            -1,
            PlanningTerms.DEFAULTS,
            PublishTerms.DEFAULTS,
            ScaleTerms.DEFAULTS);

    public OptimizerConfig {
        if (!(everySeconds > 0) || debounceMillis < 0 || !(demandPauseSeconds >= 0) || movesPerQuantum < 1) {
            throw new IllegalArgumentException(
                    "everySeconds is > 0, debounceMillis and demandPauseSeconds are >= 0, movesPerQuantum >= 1");
        }
        if (!(surgeLoad > 0)) {
            throw new IllegalArgumentException("surgeLoad is > 0");
        }
        if (!(materialLoad > 0) || !(materialShare >= 0) || adminPort < -1 || adminPort > 65535) {
            throw new IllegalArgumentException("materialLoad is > 0, materialShare >= 0, adminPort -1 to 65535");
        }
        if (Placements.named(policy).traits().demand() == Foresight.COMING) {
            throw new IllegalArgumentException(
                    "policy '" + policy + "' must know the demand to come, which only a replay can tell");
        }
    }

    /** The policy to place by, with its budget. */
    public PlacementPolicy placementPolicy() {
        return Placements.named(policy, SearchBudget.ofMovesPerQuantum(movesPerQuantum));
    }

    public OptimizerConfig withPolicy(String name) {
        return with(everySeconds, seed, name, approval, adminPort, scale);
    }

    public OptimizerConfig withEverySeconds(double seconds) {
        return with(seconds, seed, policy, approval, adminPort, scale);
    }

    public OptimizerConfig withSeed(long newSeed) {
        return with(everySeconds, newSeed, policy, approval, adminPort, scale);
    }

    public OptimizerConfig withApproval() {
        return with(everySeconds, seed, policy, true, adminPort, scale);
    }

    public OptimizerConfig withAdminPort(int port) {
        return with(everySeconds, seed, policy, approval, port, scale);
    }

    public OptimizerConfig withScale(ScaleTerms terms) {
        return with(everySeconds, seed, policy, approval, adminPort, terms);
    }

    /** The one place where it is copied field by field. */
    private OptimizerConfig with(
            double period, long newSeed, String policyName, boolean approved, int port, ScaleTerms scaleTerms) {
        return new OptimizerConfig(
                period,
                debounceMillis,
                materialLoad,
                materialShare,
                surgeLoad,
                demandPauseSeconds,
                newSeed,
                movesPerQuantum,
                policyName,
                approved,
                port,
                planning,
                publish,
                scaleTerms);
    }
}
