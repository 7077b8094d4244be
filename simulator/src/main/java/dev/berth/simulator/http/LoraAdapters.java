package dev.berth.simulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.simulator.engine.Engine;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/load_lora_adapter} and {@code /v1/unload_lora_adapter}. A load is answered when the engine has the adapter
 * in a slot, so its time on the wire is the real load time. Calls for one name run one after the other.
 *
 * <p>The HTTP body has no rank, and there is no file to read it from: a {@code lora_path} whose last directory ends in
 * {@code -rN} is of rank N, any other is of rank {@value #DEFAULT_RANK}.
 */
final class LoraAdapters {
    static final int DEFAULT_RANK = 16;
    private static final Pattern RANK = Pattern.compile("-r(\\d{1,4})/*$");
    private static final Logger log = LoggerFactory.getLogger(LoraAdapters.class);

    private final Engine engine;
    private final EngineLoop loop;
    private final ModelRegistry models;
    private final String missingPathMarker;
    /** The calls for each name that is being loaded, in order of arrival. */
    private final Map<String, Queue<Runnable>> behindLoad = new HashMap<>();

    LoraAdapters(Engine engine, EngineLoop loop, ModelRegistry models, String missingPathMarker) {
        this.engine = engine;
        this.loop = loop;
        this.models = models;
        this.missingPathMarker = missingPathMarker;
    }

    void load(Exchange exchange) {
        JsonNode body = CompletionCall.tree(exchange.body());
        String name = required(body, "lora_name");
        String path = required(body, "lora_path");
        boolean inPlace = CompletionCall.flag(body, "load_inplace");
        if (name.isEmpty() || path.isEmpty()) {
            throw ApiException.invalidUserInput("Both 'lora_name' and 'lora_path' must be provided.");
        }
        inTurn(name, exchange, () -> load(exchange, name, path, inPlace));
    }

    void unload(Exchange exchange) {
        JsonNode body = CompletionCall.tree(exchange.body());
        String name = required(body, "lora_name");
        if (name.isEmpty()) {
            throw ApiException.invalidUserInput("'lora_name' needs to be provided to unload a LoRA adapter.");
        }
        inTurn(name, exchange, () -> unload(exchange, name));
    }

    /** The rank that a path stands for; see the class. */
    static int rankOf(String path) {
        Matcher suffix = RANK.matcher(path);
        return suffix.find() ? Integer.parseInt(suffix.group(1)) : DEFAULT_RANK;
    }

    private void load(Exchange exchange, String name, String path, boolean inPlace) {
        ModelRegistry.Adapter old = models.adapter(name);
        if (old != null && !inPlace) {
            throw ApiException.invalidUserInput(
                    "The lora adapter '" + name
                            + "' has already been loaded. If you want to load the adapter in place, set 'load_inplace' to True.");
        }
        if (path.contains(missingPathMarker)) {
            throw ApiException.notFound("Loading lora " + name + " failed: No adapter found for " + path);
        }
        int rank = rankOf(path);
        long began = loop.now();
        behindLoad.put(name, new ArrayDeque<>());
        try {
            if (old == null) {
                int[] id = new int[1];
                id[0] = loop.load(
                        name, rank, () -> loaded(exchange, name, new ModelRegistry.Adapter(id[0], path), began));
            } else {
                var adapter = new ModelRegistry.Adapter(old.id(), path);
                loop.replace(old.id(), rank, () -> loaded(exchange, name, adapter, began));
            }
        } catch (IllegalArgumentException e) {
            behindLoad.remove(name);
            throw ApiException.badRequest(e.getMessage());
        }
    }

    private void loaded(Exchange exchange, String name, ModelRegistry.Adapter adapter, long began) {
        models.put(name, adapter);
        log.info(
                "adapter loaded adapter={} id={} virtualMillis={}",
                name,
                adapter.id(),
                (loop.now() - began) / 1_000_000);
        exchange.text("Success: LoRA adapter '" + name + "' added successfully.");
        Queue<Runnable> behind = behindLoad.remove(name);
        while (!behind.isEmpty()) {
            Runnable call = behind.remove();
            call.run();
            if (behindLoad.containsKey(name)) {
                behindLoad.get(name).addAll(behind);
                return;
            }
        }
    }

    private void unload(Exchange exchange, String name) {
        ModelRegistry.Adapter adapter = models.adapter(name);
        if (adapter == null) {
            throw ApiException.notFound("The lora adapter '" + name + "' cannot be found.");
        }
        models.remove(name);
        engine.unregister(adapter.id());
        log.info("adapter unloaded adapter={} id={}", name, adapter.id());
        exchange.text("Success: LoRA adapter '" + name + "' removed successfully.");
    }

    private void inTurn(String name, Exchange exchange, Runnable call) {
        Runnable answered = () -> {
            try {
                call.run();
            } catch (ApiException e) {
                exchange.error(e);
            }
        };
        Queue<Runnable> behind = behindLoad.get(name);
        if (behind == null) {
            answered.run();
        } else {
            behind.add(answered);
        }
    }

    private static String required(JsonNode body, String field) {
        if (!body.has(field)) {
            throw ApiException.invalidBody(field + ": Field required");
        }
        return CompletionCall.text(body, field);
    }
}
