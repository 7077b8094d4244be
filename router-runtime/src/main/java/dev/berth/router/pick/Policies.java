package dev.berth.router.pick;

import dev.berth.domain.config.NearestName;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The policies by the names that configuration and the header {@code routing-strategy} use. */
public final class Policies {
    public static final String RANDOM = "random";
    public static final String ROUND_ROBIN = "round-robin";
    public static final String LEAST_REQUEST = "least-request";
    public static final String LORA_AFFINITY = "lora-affinity";
    public static final String SLO_LEAST_LOAD = "slo-least-load";

    private static final Map<String, Policy> BY_NAME = Collections.unmodifiableMap(new TreeMap<>(Map.of(
            RANDOM, new RandomPolicy(),
            ROUND_ROBIN, new RoundRobinPolicy(),
            LEAST_REQUEST, new LeastRequestPolicy(),
            LORA_AFFINITY, new LoraAffinityPolicy(),
            SLO_LEAST_LOAD, new SloLeastLoadPolicy())));

    private Policies() {}

    public static Optional<Policy> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    public static Set<String> names() {
        return BY_NAME.keySet();
    }

    /** One sentence about a name that no policy has. */
    public static String unknown(String name) {
        String shown = name.length() <= 64 ? name : name.substring(0, 64);
        return "unknown routing policy '" + shown + "'" + NearestName.hint(shown, names());
    }
}
