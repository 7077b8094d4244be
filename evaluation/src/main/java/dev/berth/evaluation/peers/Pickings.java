package dev.berth.evaluation.peers;

import dev.berth.domain.config.NearestName;
import dev.berth.router.pick.Policies;
import dev.berth.router.pick.Policy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every way to pick a pod that the evaluation knows: the product's and its peers'. */
public final class Pickings {
    private static final Map<String, Policy> BY_NAME = byName();

    private Pickings() {}

    private static Map<String, Policy> byName() {
        Map<String, Policy> policies = new LinkedHashMap<>();
        for (String name : Policies.names()) {
            policies.put(name, Policies.named(name).orElseThrow());
        }
        policies.put("power-of-two", new PowerOfTwo());
        policies.put("ray-multiplexed", new RayMultiplexed());
        policies.put("smg-cache-aware", new SmgCacheAware());
        policies.put("llm-d", new LlmdScorers(false));
        policies.put("llm-d-lora", new LlmdScorers(true));
        policies.put("dynamo-kv", new DynamoKv());
        policies.put("production-stack-prefixaware", new PrefixTrie());
        policies.put("aibrix-prefix-cache", new AibrixPrefixCache());
        policies.put("aibrix-slo", new AibrixSlo(AibrixSlo.Kind.PULL));
        policies.put("aibrix-slo-least-load", new AibrixSlo(AibrixSlo.Kind.PUSH));
        policies.put("aibrix-slo-pack-load", new AibrixSlo(AibrixSlo.Kind.PACK));
        return Collections.unmodifiableMap(policies);
    }

    /** As options and reports name them, in the order of reports: the product's, then the peers'. */
    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /**
     * @throws IllegalArgumentException one sentence that names the nearest, and all
     */
    public static Policy named(String name) {
        Policy policy = BY_NAME.get(name);
        if (policy == null) {
            String nearest = NearestName.of(name, names())
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("");
            throw new IllegalArgumentException("no picking policy is called '" + name + "'" + nearest + "; there are "
                    + String.join(", ", names()));
        }
        return policy;
    }
}
