package dev.berth.actuator.reconcile;

import dev.berth.domain.fleet.PodIncarnation;

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

    /** Run the operator's scale command. */
    record Scale(String deployment, int pods, String template) implements Command {
        @Override
        public String toString() {
            return "scale " + deployment + " to " + pods + " pods";
        }
    }
}
