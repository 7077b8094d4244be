package dev.berth.evaluation.virtual;

import dev.berth.evaluation.scenario.ScenarioFault;
import dev.berth.store.InMemoryBlackboard;
import java.util.List;

/** Makes a scenario's faults happen, and ends them. */
final class FaultPlayer {
    private final EventQueue queue;
    private final VirtualFleet fleet;
    private final InMemoryBlackboard blackboard;
    private final Processes processes;
    private final WorldWatch watch;
    private int redisAway;

    /** What of the control plane can be killed. */
    interface Processes {
        void crashActuator();

        /** One with a higher epoch, beside whoever is there. */
        void startActuator();

        void crashOptimizer();

        void startOptimizer();

        void restartRouters();
    }

    FaultPlayer(
            EventQueue queue,
            VirtualFleet fleet,
            InMemoryBlackboard blackboard,
            Processes processes,
            WorldWatch watch) {
        this.queue = queue;
        this.fleet = fleet;
        this.blackboard = blackboard;
        this.processes = processes;
        this.watch = watch;
    }

    void schedule(List<ScenarioFault> faults, long beganNanos) {
        for (ScenarioFault fault : faults) {
            queue.at(beganNanos + fault.atNanos(), () -> begin(fault));
        }
    }

    private void begin(ScenarioFault fault) {
        watch.faultBegins(queue.now(), fault);
        switch (fault.kind()) {
            case POD_KILLED -> killed(fleet.pod(fault.target()), fault);
            case ZONE_LOST -> fleet.inZone(fault.target()).forEach(pod -> lost(pod, fault));
            case POD_FROZEN -> frozen(fleet.pod(fault.target()), fault);
            case ACTUATOR_CRASHED -> {
                processes.crashActuator();
                after(fault, processes::startActuator);
            }
            case TWO_ACTUATORS -> {
                processes.startActuator();
                after(fault, () -> {
                    processes.crashActuator(); // Both: the first one is deposed, or about to be.
                    processes.startActuator();
                });
            }
            case OPTIMIZER_CRASHED -> {
                processes.crashOptimizer();
                after(fault, processes::startOptimizer);
            }
            case ROUTER_RESTARTED -> {
                processes.restartRouters();
                watch.faultEnds(queue.now(), fault);
            }
            case REDIS_AWAY -> {
                redisAway++;
                blackboard.unavailable(true);
                after(fault, () -> blackboard.unavailable(--redisAway > 0));
            }
            case REDIS_WIPED -> {
                blackboard.wipe();
                watch.faultEnds(queue.now(), fault);
            }
        }
    }

    private void after(ScenarioFault fault, Runnable end) {
        queue.after(Math.max(1, fault.durationNanos()), () -> {
            end.run();
            watch.faultEnds(queue.now(), fault);
        });
    }

    /** The process dies; its pod starts another one. */
    private void killed(VirtualPod pod, ScenarioFault fault) {
        if (pod == null || pod.isGone()) {
            return;
        }
        pod.kill();
        long back = fault.durationNanos() > 0 ? fault.durationNanos() : VirtualFleet.startNanos(pod);
        fleet.start(pod, back);
        queue.after(back, () -> watch.faultEnds(queue.now(), fault));
    }

    /** The machine is gone, and nobody pays for it until it is back. */
    private void lost(VirtualPod pod, ScenarioFault fault) {
        pod.kill();
        after(fault, () -> fleet.start(pod, 1));
    }

    private void frozen(VirtualPod pod, ScenarioFault fault) {
        if (pod == null || !pod.isUp()) {
            return;
        }
        PodLife life = pod.life();
        life.freeze();
        after(fault, life::thaw);
    }
}
