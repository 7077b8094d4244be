package dev.berth.evaluation.replay;

import dev.berth.domain.slo.Attainment;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge.Verdict;
import io.netty.channel.EventLoop;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Sends each request of a plan when it is due and collects how it ended. Lives on one event loop, and only there. */
final class LoadGenerator {
    private static final double RECENT_SECONDS = 10;

    private final ReplayPlan plan;
    private final ReplayOptions options;
    private final RequestJudge judge;
    private final EventLoop loop;
    private final LongSupplier nanos;
    private final long startNanos;
    private final Connections connections;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private final Map<Exchange, Future<?>> inFlight = new LinkedHashMap<>();
    private final Map<String, RequestResult> results = new LinkedHashMap<>();
    private final ArrayDeque<Ended> recent = new ArrayDeque<>();
    private int next;
    private int met;
    private int missed;
    private int failed;
    private boolean aborted;

    private record Ended(double at, Verdict verdict) {}

    LoadGenerator(
            ReplayPlan plan,
            URI router,
            ReplayOptions options,
            RequestJudge judge,
            EventLoop loop,
            LongSupplier nanos) {
        this.plan = plan;
        this.options = options;
        this.judge = judge;
        this.loop = loop;
        this.nanos = nanos;
        this.startNanos = nanos.getAsLong();
        this.connections = new Connections(
                loop, router, options, new ChatBody(plan.systemPromptTokens()), this::seconds, this::ended);
    }

    /** Done when every request that was sent has ended, and no more will be sent. */
    CompletableFuture<Void> finished() {
        return finished;
    }

    void start() {
        loop.execute(this::sendDue);
    }

    /** Sends no more and ends what is in flight, as a client that leaves. */
    void abort() {
        aborted = true;
        next = plan.requests().size();
        List.copyOf(inFlight.keySet())
                .forEach(exchange -> connections.giveUp(exchange, Outcome.CLIENT_ABORT, "the replay was interrupted"));
        finishIfAllEnded();
    }

    Progress progress() {
        double now = seconds();
        while (!recent.isEmpty() && recent.peekFirst().at() < now - RECENT_SECONDS) {
            recent.removeFirst();
        }
        Attainment attainment = Attainment.EMPTY;
        for (Ended ended : recent) {
            attainment = attainment.with(ended.verdict());
        }
        int sent = results.size() + inFlight.size();
        return new Progress(
                now, plan.requests().size(), sent, inFlight.size(), met, missed, failed, attainment.ratio());
    }

    boolean wasAborted() {
        return aborted;
    }

    /** In the order of the plan. */
    List<RequestResult> results() {
        List<RequestResult> ordered = new ArrayList<>(results.size());
        for (ReplayRequest request : plan.requests()) {
            RequestResult result = results.get(request.id());
            if (result != null) {
                ordered.add(result);
            }
        }
        return ordered;
    }

    private double seconds() {
        return (nanos.getAsLong() - startNanos) / 1e9;
    }

    private void sendDue() {
        List<ReplayRequest> requests = plan.requests();
        while (next < requests.size() && requests.get(next).atSeconds() <= seconds()) {
            send(requests.get(next++));
        }
        if (next < requests.size()) {
            double wait = requests.get(next).atSeconds() - seconds();
            loop.schedule(this::sendDue, Math.max(0, Math.round(wait * 1e9)), TimeUnit.NANOSECONDS);
        }
        finishIfAllEnded();
    }

    private void send(ReplayRequest request) {
        Exchange exchange = new Exchange(request, seconds());
        Future<?> timeout = loop.schedule(
                () -> connections.giveUp(
                        exchange,
                        Outcome.TIMED_OUT,
                        "no complete answer within " + options.requestTimeout().toSeconds() + " s"),
                options.requestTimeout().toNanos(),
                TimeUnit.NANOSECONDS);
        inFlight.put(exchange, timeout);
        connections.send(exchange);
    }

    private void ended(Exchange exchange) {
        inFlight.remove(exchange).cancel(false);
        RequestResult result = exchange.result();
        if (results.put(result.id(), result) != null) {
            throw new IllegalStateException("request " + result.id() + " ended twice");
        }
        Verdict verdict = judge.judge(result);
        recent.addLast(new Ended(seconds(), verdict));
        if (!result.completed()) {
            failed++;
        } else if (verdict == Verdict.MET) {
            met++;
        } else {
            missed++;
        }
        finishIfAllEnded();
    }

    private void finishIfAllEnded() {
        if (next == plan.requests().size() && inFlight.isEmpty()) {
            finished.complete(null);
        }
    }
}
