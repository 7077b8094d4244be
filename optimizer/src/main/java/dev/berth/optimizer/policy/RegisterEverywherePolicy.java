package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.PlacementProblem;

/**
 * Every adapter is registered on every pod, at even shares, and the engines' own LRU decides what is in host memory and in the
 * slots: what users of KServe's LLMInferenceService and of llm-d run, where all replicas are given all adapters. vLLM sets no
 * limit to registered names, so whoever runs this policy declares host memory for all adapters (the engines keep their true
 * one); where less is declared, the places there are get dealt out evenly.
 *
 * <p>The strongest simple answer: no adapter ever waits for a plan, and every pod can take every request. It pays with slots
 * and host memory that all adapters fight for on all pods, and with prefix caches that are cut by the number of pods.
 */
final class RegisterEverywherePolicy implements PlacementPolicy {
    @Override
    public String name() {
        return "register-everywhere";
    }

    @Override
    public PolicyTraits traits() {
        return new PolicyTraits(PolicyTraits.Foresight.NONE, false, false, true);
    }

    @Override
    public Result place(PlacementProblem problem, long seed) {
        Hosting hosting = new Hosting(problem);
        EvenFullPolicy.dealUntilFull(hosting);
        return new Result(hosting.toPlacement(), 0);
    }
}
