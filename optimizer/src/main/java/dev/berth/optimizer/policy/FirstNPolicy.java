package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.PlacementProblem;

/**
 * What vLLM production-stack's LoRA controller does ({@code operator/internal/controller/loraadapter_controller.go}): the
 * ready pods of the base model sorted by name, the first {@code replicas} of them take the adapter. Its placement algorithms
 * are not written yet, and slots are not looked at: every adapter of one replica is on the same pod.
 *
 * <p>Beyond the rule: a pod whose host memory is full is passed over, where the controller's load would fail.
 */
final class FirstNPolicy implements PlacementPolicy {
    @Override
    public String name() {
        return "first-n";
    }

    @Override
    public PolicyTraits traits() {
        return PolicyTraits.BY_MEMBERSHIP;
    }

    @Override
    public Result place(PlacementProblem problem, long seed) {
        Hosting hosting = new Hosting(problem);
        Hosting.adapters(problem).forEach(model -> hosting.open(model).stream()
                .limit(Math.max(0, hosting.leastReplicas(model) - hosting.replicas(model)))
                .forEach(seat -> hosting.hold(model, seat)));
        return new Result(hosting.toPlacement(), 0);
    }
}
