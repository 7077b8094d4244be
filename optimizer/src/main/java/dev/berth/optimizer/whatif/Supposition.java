package dev.berth.optimizer.whatif;

import dev.berth.optimizer.RefusedException;
import dev.berth.optimizer.problem.PlanInputs;
import dev.berth.optimizer.problem.PlanningTerms;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One change of what a plan is made from, as it is asked for. */
public sealed interface Supposition permits MorePods, OtherDemand, PodDown {
    String GRAMMAR = "pods+N, pods-N, 'pods+N of DEPLOYMENT', 'adapter NAME demand*FACTOR', "
            + "'adapter NAME demand=RATE' or 'pod NAME down'";

    Pattern PODS = Pattern.compile("pods\\s*([+-])\\s*(\\d{1,4})(?:\\s+of\\s+(\\S+))?");
    Pattern DEMAND = Pattern.compile("adapter\\s+(\\S+)\\s+demand\\s*([*=])\\s*(\\d{1,9}(?:\\.\\d{1,9})?)");
    Pattern DOWN = Pattern.compile("pod\\s+(\\S+)\\s+down");

    /**
     * The same inputs with the change.
     *
     * @param words what was changed, the choices made included
     */
    record Supposed(PlanInputs inputs, String words) {}

    /**
     * @throws RefusedException if it names what there is not
     */
    Supposed on(PlanInputs in, PlanningTerms terms, long staleMillis);

    /**
     * @throws IllegalArgumentException one sentence with the grammar
     */
    static Supposition parse(String text) {
        Matcher pods = PODS.matcher(text.trim());
        if (pods.matches()) {
            int count = Integer.parseInt(pods.group(2));
            if (count == 0) {
                throw new IllegalArgumentException("no pod more or fewer is no change; say pods+1 or pods-1");
            }
            String deployment = pods.group(3) == null ? "" : pods.group(3);
            return new MorePods(pods.group(1).equals("+") ? count : -count, deployment);
        }
        Matcher demand = DEMAND.matcher(text.trim());
        if (demand.matches()) {
            return new OtherDemand(demand.group(1), demand.group(2).equals("*"), Double.parseDouble(demand.group(3)));
        }
        Matcher down = DOWN.matcher(text.trim());
        if (down.matches()) {
            return new PodDown(down.group(1));
        }
        throw new IllegalArgumentException("a what-if is " + GRAMMAR + "; not '" + text + "'");
    }
}
