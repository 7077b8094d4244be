package dev.berth.optimizer.app;

import dev.berth.domain.Version;
import dev.berth.domain.json.Json;
import dev.berth.domain.placement.PlacementPlan;
import dev.berth.optimizer.explain.PlanText;
import dev.berth.optimizer.plan.Decision;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/**
 * What planning once came to, as it is told, and the plan in a file.
 *
 * @param planOut null for none
 */
record PlanAnswer(PrintWriter out, OutputForm output, Path planOut) {
    /** Advice does not change while the plan in force stays, and was told with it. */
    private static final String ADVICE = "advice: ";

    /**
     * @param inForce null if there is none
     * @param done what became of the plan, a sentence
     * @return the exit code
     */
    int show(Decision decision, PlacementPlan inForce, long nowMillis, String done) {
        if (decision instanceof Decision.Publish publish) {
            show("publish", publish.reason(), publish.draft(), done);
            write(publish.draft(), inForce, nowMillis);
        } else if (decision instanceof Decision.Keep keep) {
            show("keep", keep.reason(), keep.considered(), done);
        } else if (decision instanceof Decision.NotReady notReady) {
            throw NotReadyAnswer.say(notReady.readiness(), nowMillis, output, out);
        }
        return CommandLine.ExitCode.OK;
    }

    private void show(String decision, String reason, PlacementPlan plan, String done) {
        if (output == OutputForm.JSON) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("decision", decision);
            answer.put("published", done.startsWith("Published"));
            answer.put("reason", reason);
            answer.put("plan", plan);
            out.println(Json.writePretty(answer));
        } else if (decision.equals("publish")) {
            out.print(PlanText.of(plan));
            out.println(done);
        } else {
            out.println("No changes: " + reason + ".");
            plan.notes().stream().filter(note -> !note.startsWith(ADVICE)).forEach(note -> out.println("  " + note));
        }
    }

    /** Under its number, or the one that it would have. */
    void write(PlacementPlan plan, PlacementPlan inForce, long nowMillis) {
        if (planOut == null) {
            return;
        }
        Version next =
                inForce == null ? Version.firstOf(nowMillis) : inForce.version().next();
        Version version = plan.version().equals(Version.NONE) ? next : plan.version();
        PlanDocuments.write(planOut, Json.writePretty(plan.withVersion(version)) + "\n");
    }
}
