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
    public static final String PREFIX_AFFINITY = "prefix-affinity";
    public static final String LOAD_BALANCED_PREFIX = "load-balanced-prefix";
    public static final String SLO = "slo";
    /** AIBrix's longer name of {@link #SLO}. */
    public static final String SLO_LEAST_LOAD_PULLING = "slo-least-load-pulling";

    public static final String SLO_LEAST_LOAD = "slo-least-load";
    public static final String SLO_PACK_LOAD = "slo-pack-load";
    public static final String SLO_AFFINITY = "slo-affinity";

    private static final Map<String, Policy> BY_NAME = byName();

    private Policies() {}

    private static Map<String, Policy> byName() {
        Map<String, Policy> policies = new TreeMap<>();
        policies.put(RANDOM, new RandomPolicy());
        policies.put(ROUND_ROBIN, new RoundRobinPolicy());
        policies.put(LEAST_REQUEST, new LeastRequestPolicy());
        policies.put(LORA_AFFINITY, new LoraAffinityPolicy());
        policies.put(PREFIX_AFFINITY, new PrefixAffinityPolicy());
        policies.put(LOAD_BALANCED_PREFIX, new LoadBalancedPrefixPolicy());
        policies.put(SLO, SloAdmissionPolicy.LEAST_LOAD);
        policies.put(SLO_LEAST_LOAD_PULLING, SloAdmissionPolicy.LEAST_LOAD);
        policies.put(SLO_LEAST_LOAD, new SloLeastLoadPolicy());
        policies.put(SLO_PACK_LOAD, SloAdmissionPolicy.PACK_LOAD);
        policies.put(SLO_AFFINITY, new SloAffinityPolicy());
        return Collections.unmodifiableMap(policies);
    }

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
