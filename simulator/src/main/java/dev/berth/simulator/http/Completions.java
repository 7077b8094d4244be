package dev.berth.simulator.http;

import dev.berth.simulator.engine.Engine;
import dev.berth.simulator.engine.EngineRequest;
import java.util.function.LongSupplier;

/** {@code POST /v1/chat/completions} and {@code POST /v1/completions}. */
final class Completions {
    /** vLLM's default cap for completions; a chat may fill the context. */
    private static final int DEFAULT_COMPLETION_TOKENS = 16;

    private final Engine engine;
    private final EngineLoop loop;
    private final ModelRegistry models;
    private final OutputLengths lengths;
    private final PodMetrics metrics;
    private final ServerFlags flags;
    private final LongSupplier wallMillis;
    private long lastId;

    Completions(
            Engine engine,
            EngineLoop loop,
            ModelRegistry models,
            OutputLengths lengths,
            PodMetrics metrics,
            ServerFlags flags,
            LongSupplier wallMillis) {
        this.engine = engine;
        this.loop = loop;
        this.models = models;
        this.lengths = lengths;
        this.metrics = metrics;
        this.flags = flags;
        this.wallMillis = wallMillis;
    }

    void chat(Exchange exchange) {
        serve(exchange, true);
    }

    void complete(Exchange exchange) {
        serve(exchange, false);
    }

    private void serve(Exchange exchange, boolean chat) {
        CompletionCall call = CompletionCall.parse(
                exchange.body(), chat, engine.spec().limits().blockTokens());
        int adapter = models.adapterOf(call.model());
        int cap = cap(call, chat);
        long id = ++lastId;
        String requestId = requestId(exchange, id);
        int natural = call.ignoreEos() ? Integer.MAX_VALUE : Math.max(lengths.of(requestId), call.minTokens());
        int tokens = Math.min(natural, cap);
        String model = call.model().isEmpty() ? models.baseModel() : call.model();
        AnswerForm form = new AnswerForm(chat, requestId, wallMillis.getAsLong() / 1000, model);
        Answer answer = new Answer(form, Words.hash(requestId, 0), tokens, natural > cap ? "length" : "stop");

        echoRequestId(exchange, requestId);
        int promptTokens = call.prompt().tokens();
        var request = new EngineRequest(
                id, loop.now(), promptTokens, tokens, adapter, call.prompt().prefix());
        exchange.onClientGone(() -> {
            if (loop.abort(id)) {
                metrics.aborted(id);
            }
        });
        metrics.accepted(id, cap, answer.finishReason());
        if (call.stream()) {
            boolean usage = call.includeUsage() || flags.forceIncludeUsage();
            loop.submit(request, new EventStream(exchange, answer, usage, call.continuousUsage()));
            exchange.startStream();
        } else {
            loop.submit(request, new WholeAnswer(exchange, answer, () -> loadReport(exchange)));
        }
    }

    private int cap(CompletionCall call, boolean chat) {
        int longest = engine.longestRequest();
        int prompt = call.prompt().tokens();
        if (prompt >= longest) {
            throw ApiException.badRequest("This model's maximum context length is " + longest
                    + " tokens. However, your request has " + prompt
                    + " input tokens. Please reduce the length of the input messages.");
        }
        int room = longest - prompt;
        int cap = call.maxTokens().orElse(chat ? room : Math.min(room, DEFAULT_COMPLETION_TOKENS));
        if (cap > room) {
            throw ApiException.badRequest("'max_tokens' or 'max_completion_tokens' is too large: " + cap
                    + ". This model's maximum context length is " + longest + " tokens and your request has " + prompt
                    + " input tokens (" + cap + " > " + longest + " - " + prompt + ").");
        }
        return cap;
    }

    private static String requestId(Exchange exchange, long id) {
        String given = exchange.header("X-Request-Id");
        return given.isEmpty() ? "%032x".formatted(id) : given;
    }

    private void echoRequestId(Exchange exchange, String requestId) {
        if (flags.requestIdHeaders()) {
            exchange.answerHeader("X-Request-Id", requestId);
        }
    }

    /** ORCA: the load of the engine in a header of the answer, in the format that the client asked for. */
    private void loadReport(Exchange exchange) {
        String format = exchange.header("endpoint-load-metrics-format");
        double kv = engine.kvUsage();
        double waiting = engine.waiting();
        switch (format) {
            case "TEXT" ->
                exchange.answerHeader(
                        "endpoint-load-metrics",
                        "TEXT named_metrics.kv_cache_usage_perc=" + kv + ", named_metrics.num_requests_waiting="
                                + waiting);
            case "JSON" ->
                exchange.answerHeader(
                        "endpoint-load-metrics",
                        "JSON {\"named_metrics\": {\"kv_cache_usage_perc\": " + kv + ", \"num_requests_waiting\": "
                                + waiting + "}}");
            default -> {
                // not asked for
            }
        }
    }
}
