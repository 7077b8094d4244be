package dev.berth.optimizer.whatif;

import dev.berth.domain.fleet.PodState;
import dev.berth.domain.fleet.Readiness;
import dev.berth.optimizer.RefusedException;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import java.util.List;

/** A pod does not answer; it is paid for all the same. */
record PodDown(String pod) implements Supposition {
    @Override
    public Supposed on(PlanInputs in, PlanningTerms terms, long staleMillis) {
        PodState state = in.fleet()
                .pod(pod)
                .orElseThrow(() -> RefusedException.unknown(
                        "pod",
                        pod,
                        in.fleet().pods().stream().map(p -> p.id().pod()).toList()));
        if (!state.ready()) {
            throw new RefusedException("pod " + pod + " is not ready as it is");
        }
        PodState down = new PodState(
                state.id(),
                state.deployment(),
                state.url(),
                state.zone(),
                Readiness.UNREACHABLE,
                in.nowMillis(),
                List.of());
        List<PodState> pods = in.fleet().pods().stream()
                .map(p -> p.id().equals(state.id()) ? down : p)
                .toList();
        return new Supposed(FleetChange.to(in, pods), "pod " + pod + " is down");
    }
}
