package dev.berth.domain.fleet;

/**
 * One life of a pod. A restarted server has lost its adapters and its caches, so everything that is said of a pod is said
 * of an incarnation.
 *
 * @param pod name, unique in the fleet
 * @param incarnation the Kubernetes UID and restart count, or the start time that the server reports
 */
public record PodIncarnation(String pod, String incarnation) {
    @Override
    public String toString() {
        return pod + "/" + incarnation;
    }
}
