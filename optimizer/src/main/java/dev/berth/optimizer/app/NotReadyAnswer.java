package dev.berth.optimizer.app;

import dev.berth.domain.json.Json;
import dev.berth.optimizer.RefusedException;
import dev.berth.optimizer.explain.ReadinessText;
import dev.berth.optimizer.problem.InputReadiness;
import java.io.PrintWriter;
import java.util.List;

/**
 * The answer when there is not enough to plan on: what is missing and since when, as a sentence, and as JSON for programs.
 *
 * @param ready always false; programs look at it
 */
record NotReadyAnswer(boolean ready, List<InputReadiness.Missing> missing) {
    /**
     * @throws RefusedException the sentence; its verb ends with exit code 1
     */
    static RefusedException say(InputReadiness readiness, long nowMillis, OutputForm form, PrintWriter out) {
        if (form == OutputForm.JSON) {
            out.println(Json.writePretty(new NotReadyAnswer(false, readiness.missing())));
        }
        return new RefusedException("not ready to plan: " + ReadinessText.sentence(readiness, nowMillis));
    }
}
