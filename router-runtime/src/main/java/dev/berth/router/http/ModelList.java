package dev.berth.router.http;

import dev.berth.domain.json.Json;
import dev.berth.router.rollout.Rollouts;
import dev.berth.router.table.ModelView;
import dev.berth.router.table.RoutingView;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code /v1/models} as OpenAI shapes it: the models that have a route, and the aliases of such. */
final class ModelList {
    private ModelList() {}

    static byte[] all(RoutingView view, Rollouts rollouts) {
        Set<String> names = new TreeSet<>(view.table().models().keySet());
        names.addAll(rollouts.aliases().keySet());
        List<Map<String, Object>> cards = names.stream()
                .filter(name -> view.isRoutable(rollouts.named(name)))
                .map(name -> card(view, name, view.model(rollouts.named(name))))
                .toList();
        return bytes(Map.of("object", "list", "data", cards));
    }

    /** Null if the table has no route for it. */
    static byte[] one(RoutingView view, Rollouts rollouts, String name) {
        String model = rollouts.named(name);
        return view.isRoutable(model) ? bytes(card(view, name, view.model(model))) : null;
    }

    private static Map<String, Object> card(RoutingView view, String name, ModelView model) {
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("id", name);
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
