package dev.berth.simulator.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Says which model each request of a trace asks for, since no public trace tells. A conversation (requests with the same
 * second prefix block) stays with the model of its first request, also across the drift.
 *
 * @param before popularity until the drift
 * @param after popularity from then on
 * @param driftAtSeconds when it changes; infinite for never
 * @param baseModel asked for by some
 * @param baseModelShare of the requests (of the conversations) that ask for it, 0 to 1
 */
public record AdapterAssignment(
        Popularity before, Popularity after, double driftAtSeconds, String baseModel, double baseModelShare) {

    /** The block that tells conversations apart: the first is often a prompt that a whole service shares. */
    private static final int CONVERSATION_BLOCK = 1;

    /** One model for each request of the trace, in its order. */
    public List<String> assign(Trace trace, RandomGenerator random) {
        Popularity.Sampler early = before.sampler();
        Popularity.Sampler late = after.sampler();
        Map<Long, String> conversations = new HashMap<>();
        List<String> models = new ArrayList<>(trace.requests().size());
        for (TraceRequest request : trace.requests()) {
            Popularity.Sampler now = request.atSeconds() < driftAtSeconds ? early : late;
            boolean base = random.nextDouble() < baseModelShare;
            String drawn = now.at(random.nextDouble());
            models.add(sticky(request, base ? baseModel : drawn, conversations));
        }
        return models;
    }

    private static String sticky(TraceRequest request, String drawn, Map<Long, String> conversations) {
        if (request.prefixBlocks().size() <= CONVERSATION_BLOCK) {
            return drawn;
        }
        String known = conversations.putIfAbsent(request.prefixBlocks().get(CONVERSATION_BLOCK), drawn);
        return known == null ? drawn : known;
    }
}
