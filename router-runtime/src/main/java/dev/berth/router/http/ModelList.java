package dev.berth.router.http;

import dev.berth.domain.json.Json;
import dev.berth.router.table.ModelView;
import dev.berth.router.table.RoutingView;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /v1/models} as OpenAI shapes it: the models that have a route. */
final class ModelList {
    private ModelList() {}

    static byte[] all(RoutingView view) {
        List<Map<String, Object>> cards = view.table().models().keySet().stream()
                .map(view::model)
                .filter(ModelList::isRoutable)
                .map(model -> card(view, model))
                .toList();
        return bytes(Map.of("object", "list", "data", cards));
    }

    /** Null if the table has no route for it. */
    static byte[] one(RoutingView view, String name) {
        ModelView model = view.model(name);
        return model == null || !isRoutable(model) ? null : bytes(card(view, model));
    }

    private static boolean isRoutable(ModelView model) {
        return !model.targets().isEmpty();
    }

    private static Map<String, Object> card(RoutingView view, ModelView model) {
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("id", model.model());
        card.put("object", "model");
        card.put("created", view.table().madeAtMillis() / 1000);
        card.put("owned_by", "berth");
        card.put("parent", model.routes().adapter() ? model.routes().baseModel() : null);
        return card;
    }

    private static byte[] bytes(Map<String, Object> page) {
        return Json.write(page).getBytes(StandardCharsets.UTF_8);
    }
}
