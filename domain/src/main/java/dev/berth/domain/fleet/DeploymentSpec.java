package dev.berth.domain.fleet;

/**
 * Declared facts of a group of identical pods.
 *
 * @param name namespaced, {@code NAMESPACE/NAME}
 * @param baseModel the served name of the base model
 * @param gpu the GPU's name
 * @param pricePerHour relative price of one pod for an hour
 * @param maxLoras GPU slots of a pod
 * @param maxCpuLoras adapters that a pod keeps in host memory, slots included
 * @param maxLoraRank highest rank that a pod takes
 * @param minPods never fewer
 * @param maxPods never more
 */
public record DeploymentSpec(
        String name,
        String baseModel,
        String gpu,
        double pricePerHour,
        int maxLoras,
        int maxCpuLoras,
        int maxLoraRank,
        int minPods,
        int maxPods) {

    public DeploymentSpec {
        if (maxLoras < 0 || maxCpuLoras < maxLoras) {
            throw new IllegalArgumentException("deployment '" + name + "': max_cpu_loras (" + maxCpuLoras
                    + ") must be >= max_loras (" + maxLoras + ") >= 0");
        }
        if (minPods < 0 || maxPods < minPods) {
            throw new IllegalArgumentException(
                    "deployment '" + name + "': pods " + minPods + " to " + maxPods + " is not a range");
        }
    }
}
