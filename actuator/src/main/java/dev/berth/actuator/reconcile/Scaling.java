package dev.berth.actuator.reconcile;

import dev.berth.actuator.declare.Declaration;
import dev.berth.actuator.declare.DeclaredDeployment;
import dev.berth.actuator.declare.DeclaredPod;
import dev.berth.domain.placement.PlacementPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Asks for the pods that a plan counts on: by the operator's command once the plan has asked for the same number for a
 * while, one command at a time, again only after a longer while; without a command by a note.
 */
final class Scaling {
    private static final int DWELLS_BETWEEN_TRIES = 10;

    /** What a shell takes as it is: other names are never handed to it. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]*");

    private final ReconcileConfig config;
    private final Map<String, Asked> asked = new HashMap<>();
    private boolean running;

    /** {@code triedAtMillis} 0: not tried for this number. */
    private record Asked(int pods, long sinceMillis, long triedAtMillis) {}

    Scaling(ReconcileConfig config) {
        this.config = config;
    }

    void ended(List<CommandResult> results, List<String> notes) {
        for (CommandResult result : results) {
            if (result.command() instanceof Command.Scale scale) {
                running = false;
                if (!result.ok()) {
                    notes.add(scale + " failed: " + result.text());
                }
            }
        }
    }

    List<Command> decide(PlacementPlan plan, Declaration declaration, long now, List<String> notes) {
        List<Command> commands = new ArrayList<>();
        for (DeclaredDeployment deployment : declaration.deployments()) {
            String name = deployment.spec().name();
            int declared = deployment.pods().size();
            int wanted = wanted(plan, deployment);
            if (wanted == declared) {
                asked.remove(name);
                continue;
            }
            if (deployment.scaleCommand().isBlank()) {
                notes.add("plan " + plan.version() + " counts on " + wanted + " pods of " + name + ", declared are "
                        + declared + "; without a scaleCommand that is advice");
                continue;
            }
            Asked since = asked.get(name);
            if (since == null || since.pods() != wanted) {
                since = new Asked(wanted, now, 0);
                asked.put(name, since);
            }
            if (!running && due(since, wanted > declared, now)) {
                running = true;
                asked.put(name, new Asked(wanted, since.sinceMillis(), now));
                commands.add(scale(plan, deployment, wanted, notes));
            }
        }
        return commands;
    }

    /** The pods that the plan has evacuated are the ones to go, as far as the operator's command can say so. */
    private static Command.Scale scale(
            PlacementPlan plan, DeclaredDeployment deployment, int wanted, List<String> notes) {
        String name = deployment.spec().name();
        int surplus = Math.max(0, deployment.pods().size() - wanted);
        List<String> leaving = deployment.pods().stream()
                .map(DeclaredPod::name)
                .filter(plan.leaving()::contains)
                .filter(pod -> PLAIN.matcher(pod).matches())
                .limit(surplus)
                .toList();
        Command.Scale scale = new Command.Scale(name, wanted, leaving, deployment.scaleCommand());
        if (!leaving.isEmpty() && !scale.choosesPods()) {
            notes.add("plan " + plan.version() + " has evacuated " + String.join(", ", leaving) + " of " + name
                    + ", but its scaleCommand has no " + Command.Scale.LEAVING
                    + ": whoever it asks chooses which pod goes");
        }
        return scale;
    }

    private static int wanted(PlacementPlan plan, DeclaredDeployment deployment) {
        int planned = plan.podCounts()
                .getOrDefault(deployment.spec().name(), deployment.pods().size());
        return Math.max(deployment.spec().minPods(), Math.min(deployment.spec().maxPods(), planned));
    }

    /** More is urgent: requests wait for it. Fewer is not, and what is on a pod that goes has to move first. */
    private boolean due(Asked since, boolean more, long now) {
        if (since.triedAtMillis() == 0) {
            return now - since.sinceMillis() >= (more ? config.scaleOutDwellMillis() : config.scaleDwellMillis());
        }
        return now - since.triedAtMillis() >= DWELLS_BETWEEN_TRIES * config.scaleDwellMillis();
    }
}
