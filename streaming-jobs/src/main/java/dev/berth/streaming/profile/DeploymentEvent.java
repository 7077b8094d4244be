package dev.berth.streaming.profile;

import dev.berth.domain.demand.AdapterEvent;

/** Something of one deployment; exactly one of the last three is there. */
public record DeploymentEvent(String deployment, EngineReading reading, AdapterEvent event, PromptSize size) {
    static DeploymentEvent of(EngineReading reading) {
        return new DeploymentEvent(reading.deployment(), reading, null, null);
    }

    static DeploymentEvent of(AdapterEvent event) {
        return new DeploymentEvent(event.deployment(), null, event, null);
    }

    static DeploymentEvent of(String deployment, PromptSize size) {
        return new DeploymentEvent(deployment, null, null, size);
    }
}
