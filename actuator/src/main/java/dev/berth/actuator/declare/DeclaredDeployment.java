package dev.berth.actuator.declare;

import dev.berth.domain.fleet.DeploymentSpec;
import java.util.List;

/**
 * A declared group of identical pods, with what only the actuator needs to know of it.
 *
 * @param scaleCommand shell command that changes its number of pods, with {@code {deployment}} and {@code {pods}} in it, and
 *     {@code {leaving}} if it can say which pods go; empty: only advice is given
 * @param unloadLeavesZombie whether its engine keeps an unloaded adapter in host memory, as vLLM's Python front end does
 */
public record DeclaredDeployment(
        DeploymentSpec spec, String scaleCommand, ApiKey apiKey, boolean unloadLeavesZombie, List<DeclaredPod> pods) {
    public DeclaredDeployment {
        pods = List.copyOf(pods);
    }
}
