package dev.berth.router.http;

import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.TokenSource;
import dev.berth.domain.fleet.PodIncarnation;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge;
import dev.berth.domain.slo.SloJudge.Verdict;
import dev.berth.router.access.Quotas;
import dev.berth.router.access.Tenant;
import dev.berth.router.rollout.Rollouts.Served;
import dev.berth.router.table.ModelView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The account of one accepted request: its times, and the two records that are made of it. */
final class Accounting {
    /** Bytes of a body for one prompt token where no profile says. */
    private static final double BYTES_PER_TOKEN = 4;

    private static final double NANOS = 1e9;
    private static final Logger log = LoggerFactory.getLogger(Accounting.class);
    private static final PodIncarnation NO_POD = new PodIncarnation("", "");

    private final Deps deps;
    private final ModelView model;
    private final Served served;
    private final Tenant quotaOf;
    private final long bodyBytes;
    private final String requestId;
    private final String tenant;
    private final boolean stream;
    private final long arrivedAtMillis;
    private final long arrivedNanos;
    private final double bytesPerToken;
    private final long promptTokensEstimate;
    private PodIncarnation pod = NO_POD;
    private String pickReason = "";
    private LatencyProfile reference;
    private long queuedNanos;
    private long firstByteNanos;
    private int tries;

    /** What is known of a request when it is accepted. */
    record Arrival(
            String requestId, String tenant, boolean stream, long bodyBytes, long arrivedAtMillis, long arrivedNanos) {}

    /**
     * @param model as it was in the table when the request was accepted: its SLO is the one that counts
     * @param quotaOf whose quota it is held to; null for none
     */
    Accounting(Deps deps, ModelView model, Served served, Tenant quotaOf, Arrival arrival) {
        this.deps = deps;
        this.model = model;
        this.served = served;
        this.quotaOf = quotaOf;
        this.bodyBytes = arrival.bodyBytes();
        this.requestId = arrival.requestId();
        this.tenant = arrival.tenant();
        this.stream = arrival.stream();
        this.arrivedAtMillis = arrival.arrivedAtMillis();
        this.arrivedNanos = arrival.arrivedNanos();
        this.reference = deps.profiles().of(model.anyDeployment());
        double learned = reference == null ? 0 : reference.engine().bytesPerPromptToken();
        this.bytesPerToken = learned > 0 ? learned : BYTES_PER_TOKEN;
        this.promptTokensEstimate = Math.max(1, Math.round(bodyBytes / bytesPerToken));
    }

    /**
     * Takes the request on: from here it is recorded, and ends once.
     *
     * @return why it is not taken on, and then not recorded either; null if it is
     */
    ApiError admit() {
        ApiError refused = quotaOf == null || !quotaOf.hasQuota() ? null : overQuota();
        if (refused == null) {
            deps.requests()
                    .arrived(new RequestArrived(
                            RequestRecord.FORM,
                            deps.router(),
                            arrivedAtMillis,
                            requestId,
                            model.model(),
                            tenant,
                            bodyBytes,
                            promptTokensEstimate,
                            stream));
        }
        return refused;
    }

    private ApiError overQuota() {
        return switch (deps.quotas().admit(quotaOf, promptTokensEstimate, arrivedAtMillis)) {
            case ADMITTED -> null;
            case TOO_MANY_REQUESTS -> ApiError.overQuota("requests", Quotas.secondsLeft(arrivedAtMillis));
            case TOO_MANY_TOKENS -> ApiError.overQuota("tokens", Quotas.secondsLeft(arrivedAtMillis));
        };
    }

    /** The model's name in the table. */
    String model() {
        return model.model();
    }

    long arrivedNanos() {
        return arrivedNanos;
    }

    String requestId() {
        return requestId;
    }

    boolean stream() {
        return stream;
    }

    long promptTokensEstimate() {
        return promptTokensEstimate;
    }

    double bytesPerToken() {
        return bytesPerToken;
    }

    double waitedSeconds() {
        return seconds(deps.nanoClock().getAsLong() - arrivedNanos);
    }

    void picked(PodIncarnation on, String reason, LatencyProfile profile) {
        pod = on;
        pickReason = reason;
        if (profile != null) {
            reference = profile;
        }
    }

    void sent() {
        tries++;
    }

    int tries() {
        return tries;
    }

    void queued(long nanos) {
        queuedNanos += nanos;
    }

    void firstByte(long nanos) {
        firstByteNanos = nanos;
    }

    /**
     * @param status that the client got; 0 if it left before any
     * @param answer what was seen of it, null if none came
     */
    void finish(NamedPolicy policy, Outcome outcome, int status, AnswerWatch answer, long nowNanos) {
        AnswerWatch.Usage usage = answer == null ? null : answer.usage();
        long outputTokens = outputTokens(usage, answer);
        double e2e = seconds(nowNanos - arrivedNanos);
        double ttft = firstByteNanos == 0 ? 0 : seconds(firstByteNanos - arrivedNanos);
        long promptTokens = usage != null && usage.promptTokens() >= 0 ? usage.promptTokens() : promptTokensEstimate;
        Verdict verdict = SloJudge.judge(
                model.routes().target(),
                idlePrefillSeconds(promptTokens),
                new SloJudge.Served(outcome, stream, ttft, e2e, outputTokens));
        deps.requests()
                .finished(new RequestFinished(
                        RequestRecord.FORM,
                        deps.router(),
                        deps.clockMillis().getAsLong(),
                        requestId,
                        model.model(),
                        tenant,
                        arrivedAtMillis,
                        pod.pod(),
                        pod.incarnation(),
                        tries,
                        outcome,
                        status,
                        stream,
                        seconds(queuedNanos),
                        ttft,
                        e2e,
                        promptTokens,
                        usage == null ? 0 : Math.max(0, usage.cachedTokens()),
                        outputTokens,
                        source(usage, answer),
                        model.routes().sloClass(),
                        verdict,
                        policy.name(),
                        pickReason));
        deps.metrics().finished(policy.counters(), outcome, verdict);
        if (quotaOf != null && quotaOf.hasQuota()) {
            long now = deps.clockMillis().getAsLong();
            deps.quotas().settle(tenant, promptTokensEstimate, promptTokens + outputTokens, arrivedAtMillis, now);
        }
        if (served.ended(outcome, verdict)) {
            deps.metrics().rolledBack();
            log.warn(
                    "canary rolled back model={} candidate={} reason=\"{}\"",
                    served.canary().config().model(),
                    served.canary().config().candidate(),
                    served.canary().reason());
        }
        if (outcome == Outcome.COMPLETED) {
            deps.metrics().timed(stream, ttft, e2e);
            model.traffic().outputs().finished(outputTokens);
        }
        if (queuedNanos > 0) {
            deps.metrics().queued(seconds(queuedNanos));
        }
    }

    private double idlePrefillSeconds(long promptTokens) {
        return reference == null
                ? 0
                : reference
                        .engine()
                        .stepTime()
                        .idlePrefillSeconds(
                                promptTokens, reference.engine().limits().maxBatchedTokens());
    }

    private static TokenSource source(AnswerWatch.Usage usage, AnswerWatch answer) {
        if (usage != null) {
            return TokenSource.USAGE;
        }
        return answer == null || answer.bytes() == 0 ? TokenSource.NONE : TokenSource.ESTIMATE;
    }

    /** Of a stream without usage: its events but the first (the role) and the last ({@code [DONE]}). */
    private long outputTokens(AnswerWatch.Usage usage, AnswerWatch answer) {
        if (usage != null) {
            return Math.max(0, usage.outputTokens());
        }
        if (answer == null) {
            return 0;
        }
        return stream ? Math.max(0, answer.events() - 2) : Math.round(answer.bytes() / BYTES_PER_TOKEN);
    }

    private static double seconds(long nanos) {
        return nanos / NANOS;
    }
}
