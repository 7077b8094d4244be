package dev.berth.router.rollout;

import dev.berth.domain.config.Doc;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Other names of models, and new versions on trial. */
public record ModelsConfig(
        @Doc("models by the other names that clients may use; a name is not looked up twice")
                Map<String, String> aliases,
        @Doc("new versions that take a share of a model's requests") List<CanaryConfig> canaries) {
    public static final ModelsConfig DEFAULTS = new ModelsConfig(Map.of(), List.of());

    public ModelsConfig {
        aliases = Map.copyOf(aliases);
        canaries = List.copyOf(canaries);
        Set<String> models = new HashSet<>();
        for (CanaryConfig canary : canaries) {
            if (!models.add(canary.model())) {
                throw new IllegalArgumentException("models.canaries: '" + canary.model() + "' has more than one");
            }
        }
    }
}
