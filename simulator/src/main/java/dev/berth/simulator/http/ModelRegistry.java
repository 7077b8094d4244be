package dev.berth.simulator.http;

import dev.berth.simulator.engine.Engine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names that the server answers to: the base model, and the adapters that were loaded. Kept nowhere else. */
final class ModelRegistry {
    /** A loaded adapter: its id in the engine, and where it was loaded from. */
    record Adapter(int id, String path) {}

    private final String baseModel;
    private final Map<String, Adapter> adapters = new LinkedHashMap<>();

    ModelRegistry(String baseModel) {
        this.baseModel = baseModel;
    }

    String baseModel() {
        return baseModel;
    }

    /** The adapter of a name, or null. */
    Adapter adapter(String name) {
        return adapters.get(name);
    }

    void put(String name, Adapter adapter) {
        adapters.put(name, adapter);
    }

    void remove(String name) {
        adapters.remove(name);
    }

    /**
     * The engine's id for a request's model.
     *
     * @throws ApiException 404 if no such model is served
     */
    int adapterOf(String model) {
        if (model.isEmpty() || model.equals(baseModel)) {
            return Engine.BASE;
        }
        Adapter adapter = adapters.get(model);
        if (adapter == null) {
            throw ApiException.notFound("The model `" + model + "` does not exist.");
        }
        return adapter.id();
    }

    /** The body of {@code GET /v1/models}; {@code created} is the time of the answer, as in vLLM. */
    Map<String, Object> list(int maxModelLen, long nowSeconds) {
        List<Map<String, Object>> cards = new ArrayList<>();
        cards.add(card(baseModel, baseModel, null, maxModelLen, nowSeconds));
        adapters.forEach((name, adapter) -> cards.add(card(name, adapter.path(), baseModel, null, nowSeconds)));
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("object", "list");
        list.put("data", cards);
        return list;
    }

    private static Map<String, Object> card(
            String id, String root, String parent, Integer maxModelLen, long nowSeconds) {
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("id", id);
        card.put("object", "model");
        card.put("created", nowSeconds);
        card.put("owned_by", "vllm");
        card.put("root", root);
        card.put("parent", parent);
        card.put("max_model_len", maxModelLen);
        card.put("permission", List.of(permission(id, nowSeconds)));
        return card;
    }

    private static Map<String, Object> permission(String id, long nowSeconds) {
        Map<String, Object> permission = new LinkedHashMap<>();
        permission.put("id", "modelperm-%016x".formatted(Words.hash(id, nowSeconds)));
        permission.put("object", "model_permission");
        permission.put("created", nowSeconds);
        permission.put("allow_create_engine", false);
        permission.put("allow_sampling", true);
        permission.put("allow_logprobs", true);
        permission.put("allow_search_indices", false);
        permission.put("allow_view", true);
        permission.put("allow_fine_tuning", false);
        permission.put("organization", "*");
        permission.put("group", null);
        permission.put("is_blocking", false);
        return permission;
    }
}
