package dev.berth.actuator;

import dev.berth.actuator.observe.PodProbe;
import dev.berth.actuator.reconcile.CommandResult;
import java.util.ArrayList;
import java.util.List;

/** What other threads have for the loop, and the loop's alarm clock. */
final class Inbox {
    private final List<PodProbe> probes = new ArrayList<>();
    private final List<CommandResult> results = new ArrayList<>();
    private boolean awake;

    /** What had come in. */
    record Mail(List<PodProbe> probes, List<CommandResult> results) {}

    synchronized void probe(PodProbe probe) {
        probes.add(probe);
        wake();
    }

    synchronized void result(CommandResult result) {
        results.add(result);
        wake();
    }

    synchronized void wake() {
        awake = true;
        notifyAll();
    }

    synchronized Mail take() {
        awake = false;
        Mail mail = new Mail(List.copyOf(probes), List.copyOf(results));
        probes.clear();
        results.clear();
        return mail;
    }

    /** Until something comes in, or the time is over. */
    synchronized void await(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; !awake && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }
}
