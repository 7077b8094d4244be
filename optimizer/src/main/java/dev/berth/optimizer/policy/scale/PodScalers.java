package dev.berth.optimizer.policy.scale;

import dev.berth.domain.config.NearestName;
import java.util.List;

/** Every pod scaler by its name. */
public final class PodScalers {
    private static final List<PodScaler> ALL =
            List.of(new LlmdBandScaler(), new KedaWaitingScaler(), new WvaSaturationScaler());

    private PodScalers() {}

    /** As options and reports name them. */
    public static List<String> names() {
        return ALL.stream().map(PodScaler::name).toList();
    }

    /**
     * @throws IllegalArgumentException one sentence that names the nearest, and all
     */
    public static PodScaler named(String name) {
        return ALL.stream()
                .filter(scaler -> scaler.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no pod scaler is called '" + name + "'"
                        + NearestName.of(name, names())
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse("")
                        + "; there are " + String.join(", ", names())));
    }
}
