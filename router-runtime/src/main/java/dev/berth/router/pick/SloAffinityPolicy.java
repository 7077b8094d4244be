package dev.berth.router.pick;

import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import dev.berth.domain.engine.StepTime;
import dev.berth.domain.placement.Tier;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.slo.SloClass;
import dev.berth.domain.slo.SloJudge;
import dev.berth.domain.slo.SloTarget;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Berth's own: the pod where the request adds most to the number of requests that meet their SLO.
 *
 * <p>For each pod {@link EngineForecast} foretells the request's TTFT and TPOT from the pod's fitted engine, from what is
 * queued and running there, from the prefix that its cache has and from what the adapter's slot takes. Let r be the worst
 * ratio of what is foretold to what {@link SloJudge} allows. A forecast errs by a factor; if that is log-logistic, the request
 * misses its SLO with probability
 *
 * <pre>
 *   miss(r) = r^4 / (1 + r^4)         a forecast of 0.5 of the allowed is missed by 6 %, of 0.75 by 24 %, of 1 by half
 * </pre>
 *
 * and the cost of a pod is, in requests that miss,
 *
 * <pre>
 *   miss(r)                           the request's own
 *   + n * (miss(q') - miss(q))        those there: q is the pod's time per token to what they are owed, q' with the request,
 *                                     its prompt and its slot load, which hold them up, spread over their outputs
 *   + 0.1 * (active/slots)^4          an adapter more: who comes next may find no slot
 *   + 0.1 * r                         of sure pods the quicker one; of hopeless ones the less late
 *   + 0.25 if warm                    a standby is spilled to when the hot pods are that much worse
 *   - 0.02 * (planned weight - recent share of the picks)
 * </pre>
 *
 * The least cost wins. So as long as several pods are sure, within 0.02, the one furthest below its planned weight gets the
 * request, which keeps adapters and prefixes where the plan wants them; near saturation the forecast decides; beyond it
 * hopeless requests stay away from pods whose requests still meet theirs. No lots are drawn. Equal pods: fewer requests,
 * then the lower name.
 *
 * <p>Without a profile a nominal engine stands in: queues, slots, prefixes and weights are compared all the same.
 */
final class SloAffinityPolicy implements Policy {
    static final double LINEAR = 0.1;
    static final double SLOT_SCARCITY = 0.1;
    static final double STANDBY = 0.25;
    static final double WEIGHT = 0.02;

    /** A middling GPU with an 8B model: only differences between pods matter where it is used. */
    static final EngineSpec NOMINAL = new EngineSpec(
            "nominal",
            "",
            "",
            0,
            new StepTime(15, 0.1, 0.1, 0, 0.1, 0.001),
            new EngineLimits(256, 2048, 200_000, 16, 32_768, 16, 64, 64),
            List.of(new LoadTime(64, 20, 200, 200)),
            4,
            0,
            List.of());

    @Override
    public Pick pick(
            RequestFacts request,
            List<? extends Candidate> candidates,
            ProfileSource profiles,
            RandomGenerator random) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        boolean profiled = true;
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            LatencyProfile profile = profiles.of(candidate.pod().deployment());
            profiled &= profile != null;
            double cost = cost(request, candidate, profile == null ? NOMINAL : profile.engine());
            if (cost < least
                    || best < 0
                    || (cost == least && LeastRequestPolicy.precedes(candidate, candidates.get(best)))) {
                best = i;
                least = cost;
            }
        }
        return Pick.of(best, reason(profiled, least));
    }

    private static PickReason reason(boolean profiled, double cost) {
        if (!profiled) {
            return PickReason.NO_PROFILE;
        }
        return cost < 0.5 ? PickReason.SUREST : PickReason.LEAST_LATE;
    }

    /** In requests that miss their SLO; see the class. */
    static double cost(RequestFacts request, Candidate candidate, EngineSpec engine) {
        LiveLoad live = candidate.live();
        long toRead = EngineForecast.promptToRead(request, live);
        double token = EngineForecast.tokenSecondsWith(request, candidate, engine);
        double first = EngineForecast.firstTokenSeconds(request, candidate, engine, toRead, token);
        double ratio = ratio(request, engine, first, token);
        double standby = candidate.route().tier() == Tier.WARM ? STANDBY : 0;
        double owed = candidate.route().weight() - live.recentShare(request.sequence());
        return miss(ratio)
                + harm(request, candidate, engine, toRead, token)
                + slotScarcity(request, candidate, engine)
                + LINEAR * ratio
                + standby
                - WEIGHT * owed;
    }

    static double miss(double ratio) {
        double square = ratio * ratio;
        double fourth = square * square;
        return fourth < 1e9 ? fourth / (1 + fourth) : 1;
    }

    /** The worst of what is foretold to what is allowed. */
    static double ratio(RequestFacts request, EngineSpec engine, double first, double token) {
        SloTarget target = request.target().equals(SloTarget.NONE) ? SloClass.STANDARD.target() : request.target();
        double ttft = request.waitedSeconds() + first;
        long afterFirst = Math.max(0, request.outputTokens() - 1);
        double e2e = ttft + afterFirst * token;
        double ttftAllowed = SloJudge.ttftTargetSeconds(
                target,
                engine.stepTime()
                        .idlePrefillSeconds(
                                request.promptTokens(), engine.limits().maxBatchedTokens()));
        double worst = of(e2e, target.e2eSeconds());
        if (!request.streamed()) {
            boolean both = ttftAllowed > 0 && target.tpotSeconds() > 0;
            return both ? Math.max(worst, of(e2e, ttftAllowed + afterFirst * target.tpotSeconds())) : worst;
        }
        worst = Math.max(worst, of(ttft, ttftAllowed));
        return afterFirst == 0 ? worst : Math.max(worst, of(token, target.tpotSeconds()));
    }

    private static double of(double foretold, double allowed) {
        return allowed > 0 ? foretold / allowed : 0;
    }

    /** Requests on the pod that miss their time per token because of this one. */
    private static double harm(
            RequestFacts request, Candidate candidate, EngineSpec engine, long toRead, double token) {
        LiveLoad live = candidate.live();
        int there = live.podInFlight();
        double owed = live.podTokenRateOwed();
        if (there <= 0 || owed <= 0) {
            return 0;
        }
        double rate = owed / there;
        double stall = engine.stepTime().perPrefillTokenMillis() / 1000 * toRead
                + EngineForecast.slotMissSeconds(request, candidate, engine);
        double now = EngineForecast.tokenSecondsNow(candidate, engine);
        double then = Math.max(now, token) + stall / EngineForecast.meanOutput(live);
        return there * (miss(then * rate) - miss(now * rate));
    }

    private static double slotScarcity(RequestFacts request, Candidate candidate, EngineSpec engine) {
        LiveLoad live = candidate.live();
        if (!EngineForecast.takesSlot(request, live)) {
            return 0;
        }
        double used = (live.activeAdapters() + 1.0) / EngineForecast.slots(candidate, engine);
        return SLOT_SCARCITY * Math.min(1, used * used * used * used);
    }

    @Override
    public boolean wantsPrefix() {
        return true;
    }

    @Override
    public boolean wantsStandbys() {
        return true;
    }
}
