package dev.berth.router.pick;

/**
 * What this router has on a pod right now, seen from one model. A port: readings of one pick need not be of one instant.
 */
public interface LiveLoad {
    /** Nothing is there. */
    LiveLoad IDLE = new LiveLoad() {
        @Override
        public int podInFlight() {
            return 0;
        }

        @Override
        public int modelInFlight() {
            return 0;
        }

        @Override
        public int modelRunning() {
            return 0;
        }

        @Override
        public int activeAdapters() {
            return 0;
        }

        @Override
        public double podLoad() {
            return 0;
        }
    };

    /** Requests of all models that the pod has and that have not ended. */
    int podInFlight();

    /** Those of this model. */
    int modelInFlight();

    /** Those of this model whose answer has begun; the others may still wait in the engine's queue. */
    int modelRunning();

    /** Distinct adapters with a request in flight on the pod. */
    int activeAdapters();

    /** Sum of the shares of the pod that its requests hold, each 1/(tput*e2e); 1 is a pod at its capacity. */
    double podLoad();
}
