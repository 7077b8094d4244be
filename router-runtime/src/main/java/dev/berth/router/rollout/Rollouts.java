package dev.berth.router.rollout;

import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge.Verdict;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** What each name that a client may ask for stands for now. Immutable but for the canaries' own counts. */
public final class Rollouts {
    public static final Rollouts NONE = new Rollouts(Map.of(), Map.of());

    /**
     * What a request is served by.
     *
     * @param model as the table knows it
     * @param canary of which it is a part; null if there is none
     */
    public record Served(String model, Canary canary, boolean candidate) {
        /** @return whether the candidate is rolled back by this request */
        public boolean ended(Outcome outcome, Verdict verdict) {
            return canary != null && canary.ended(candidate, outcome, verdict);
        }
    }

    private final Map<String, String> aliases;
    private final Map<String, Canary> canaries;

    private Rollouts(Map<String, String> aliases, Map<String, Canary> canaries) {
        this.aliases = aliases;
        this.canaries = canaries;
    }

    /** By a new configuration: a canary that is configured as before goes on with what it knows. */
    public Rollouts renewed(ModelsConfig config) {
        Map<String, Canary> next = new HashMap<>();
        for (CanaryConfig wanted : config.canaries()) {
            Canary known = canaries.get(wanted.model());
            next.put(wanted.model(), known != null && known.config().equals(wanted) ? known : new Canary(wanted));
        }
        return new Rollouts(config.aliases(), Map.copyOf(next));
    }

    /** The model that a name stands for, without a choice of versions. */
    public String named(String name) {
        return aliases.isEmpty() ? name : aliases.getOrDefault(name, name);
    }

    /**
     * What the next request for a name is served by.
     *
     * @param routable whether a model has a route: a candidate without any is not chosen
     */
    public Served next(String name, Predicate<String> routable) {
        String model = named(name);
        Canary canary = canaries.isEmpty() ? null : canaries.get(model);
        if (canary == null) {
            return new Served(model, null, false);
        }
        boolean candidate = routable.test(canary.config().candidate()) && canary.next();
        return new Served(candidate ? canary.config().candidate() : model, canary, candidate);
    }

    public Map<String, String> aliases() {
        return aliases;
    }

    public Collection<Canary> canaries() {
        return canaries.values();
    }

    /** Null if the model has none. */
    public Canary canary(String model) {
        return canaries.get(model);
    }
}
