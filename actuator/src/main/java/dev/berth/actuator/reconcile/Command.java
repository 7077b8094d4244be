package dev.berth.actuator.reconcile;

import dev.berth.domain.fleet.PodIncarnation;
import java.util.List;

/** What the shell is to do. Each command is answered by exactly one {@link CommandResult}. */
public sealed interface Command {
    /** {@code POST /v1/load_lora_adapter} */
    record Load(String adapter, String engineName, String loraPath, PodIncarnation pod, String deployment, String url)
            implements Command {
        @Override
        public String toString() {
            return "load " + engineName + " on " + pod.pod();
        }
    }

    /** {@code POST /v1/unload_lora_adapter} */
    record Unload(String adapter, String engineName, PodIncarnation pod, String deployment, String url)
            implements Command {
        @Override
        public String toString() {
            return "unload " + engineName + " from " + pod.pod();
        }
    }

    /**
     * Run the operator's scale command.
     *
     * @param leaving the pods that are to go, evacuated by the plan; empty if it is all the same which
     */
    record Scale(String deployment, int pods, List<String> leaving, String template) implements Command {
        /** In a template: the names of the pods that are to go, with commas. */
        public static final String LEAVING = "{leaving}";

        public Scale {
            leaving = List.copyOf(leaving);
        }

        public Scale(String deployment, int pods, String template) {
            this(deployment, pods, List.of(), template);
        }

        /** Whether it says which pods go; otherwise whoever it asks chooses. */
        boolean choosesPods() {
            return template.contains(LEAVING);
        }

        @Override
        public String toString() {
            return "scale " + deployment + " to " + pods + " pods"
                    + (leaving.isEmpty() ? "" : " without " + String.join(", ", leaving));
        }
    }
}
