package dev.berth.actuator.reconcile;

import dev.berth.domain.fleet.PodIncarnation;

/** What can be loaded once: a name in one life of a pod. */
record PairKey(String engineName, PodIncarnation pod) implements Comparable<PairKey> {
    @Override
    public int compareTo(PairKey other) {
        int byPod = pod.pod().compareTo(other.pod.pod());
        if (byPod != 0) {
            return byPod;
        }
        int byName = engineName.compareTo(other.engineName);
        return byName != 0 ? byName : pod.incarnation().compareTo(other.pod.incarnation());
    }

    @Override
    public String toString() {
        return engineName + " on " + pod.pod();
    }
}
