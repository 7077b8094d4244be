package dev.berth.actuator;

import dev.berth.actuator.declare.ApiKey;
import dev.berth.actuator.vllm.VllmPods;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Asks each pod once in a period, never twice at a time: a slow pod delays nobody else. Used by the loop's thread only. */
final class PodProber {
    private final VllmPods pods;
    private final Inbox inbox;
    private final long everyMillis;
    private final Map<String, Long> askedAt = new HashMap<>();
    private final Set<String> asking = new HashSet<>();
    private final Set<String> hurried = new HashSet<>();

    PodProber(VllmPods pods, Inbox inbox, long everyMillis) {
        this.pods = pods;
        this.inbox = inbox;
        this.everyMillis = everyMillis;
    }

    void ended(String pod) {
        asking.remove(pod);
    }

    /** Its adapters have just changed: the list is wanted at once. */
    void hurry(String pod) {
        hurried.add(pod);
    }

    void probe(String pod, String url, ApiKey key, long now) {
        boolean due = now - askedAt.getOrDefault(pod, Long.MIN_VALUE / 2) >= everyMillis;
        if (asking.contains(pod) || (!due && !hurried.contains(pod))) {
            return;
        }
        hurried.remove(pod);
        asking.add(pod);
        askedAt.put(pod, now);
        var unused = pods.probe(pod, url, key).thenAccept(inbox::probe);
    }
}
