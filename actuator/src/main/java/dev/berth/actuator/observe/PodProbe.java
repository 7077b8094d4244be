package dev.berth.actuator.observe;

import java.util.Map;
import java.util.Set;

/** What came of asking a pod once. */
public sealed interface PodProbe {
    String pod();

    /** The address asked; a probe of an address that is no longer the pod's says nothing. */
    String url();

    /** When the asking began: what it tells is not older. Unix milliseconds on the actuator's clock. */
    long askedAtMillis();

    /**
     * The pod answered.
     *
     * @param incarnation its server's start time; empty if it does not tell
     * @param adapters registered engine names, each with its root (the path it was loaded from)
     * @param bases served names of its base model
     */
    record Answered(
            String pod,
            String url,
            long askedAtMillis,
            String incarnation,
            Map<String, String> adapters,
            Set<String> bases)
            implements PodProbe {
        public Answered {
            adapters = Map.copyOf(adapters);
            bases = Set.copyOf(bases);
        }
    }

    /**
     * The pod did not answer, or its engine says that it is dead.
     *
     * @param certain whether one such probe is proof enough: refused, reset, or dead by its own word
     */
    record Silent(String pod, String url, long askedAtMillis, boolean certain, String reason) implements PodProbe {}
}
