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
 *   + (active/slots)^4                an adapter more on the pod, up to 1: of the last slots each is somebody's miss
 *   + 0.2 * TTFT / (TTFT + 1 s)       of sure pods the quicker one, of hopeless ones the less late
 *   + 0.02 if warm                    a standby has no planned traffic: of equal pods a hot one is taken
 *   - 0.02 * (planned weight - recent share of the picks)
 * </pre>
 *
 * The least cost wins. So as long as several pods are sure, within 0.02, the one furthest below its planned weight gets the
 * request, which keeps adapters and prefixes where the plan wants them; near saturation the forecast decides; beyond it
 * hopeless requests stay away from pods whose requests still meet theirs. An adapter stays where it is active until that
 * costs more than a slot elsewhere, so it needs no rule of its own. No lots are drawn. Equal pods: fewer requests, then the
 * lower name.
 *
 * <p>Without a profile a nominal engine stands in: queues, slots, prefixes and weights are compared all the same.
 */
final class SloAffinityPolicy implements Policy {
    static final double QUICKNESS = 0.2;
    static final double STANDBY = 0.02;
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
        return cost < 1 ? PickReason.SUREST : PickReason.LEAST_LATE;
    }

    /** In requests that miss their SLO; see the class. */
    static double cost(RequestFacts request, Candidate candidate, EngineSpec engine) {
        LiveLoad live = candidate.live();
        int slots = EngineForecast.slots(candidate, engine);
        int there = Math.max(0, live.podInFlight());
        int active = live.activeAdapters();
        boolean takesSlot = request.adapter() && live.modelInFlight() == 0;
        int adapters = Math.min(takesSlot ? active + 1 : active, slots);
        double kept = EngineForecast.keptTokens(live);
        long outputs = live.podOutputTokens();
        double arriving = EngineForecast.arrivingTokens(live, engine.limits(), there, outputs);
        double keptWith = kept + request.promptTokens() + 0.5 * request.outputTokens();
        double token = EngineForecast.tokenSeconds(engine, there + 1, arriving, keptWith, adapters);
        double meanOutput = there > 0 && outputs > there ? (double) outputs / there : 1;
        double slotMiss = EngineForecast.slotMissSeconds(request, live, slots, engine);
        long toRead = EngineForecast.promptToRead(request, live);
        double overflow = EngineForecast.overflow(request, live, engine.limits(), there, kept, slots);
        double first = EngineForecast.firstTokenSeconds(engine, live, there, kept, toRead, adapters)
                + slotMiss
                + overflow * meanOutput * token;

        double cost = miss(ratio(request, engine, first, token)) + QUICKNESS * first / (first + 1);
        double owedRate = live.podTokenRateOwed();
        if (there > 0 && owedRate > 0) {
            double now = EngineForecast.tokenSeconds(engine, there, arriving, kept, Math.min(active, slots));
            double stall = 1e-3 * engine.stepTime().perPrefillTokenMillis() * toRead + slotMiss;
            double then = Math.max(now, token) + stall / meanOutput;
            double rate = owedRate / there;
            cost += there * (miss(then * rate) - miss(now * rate));
        }
        if (takesSlot) {
            cost += scarcity((active + 1.0) / slots);
        }
        if (candidate.route().tier() == Tier.WARM) {
            cost += STANDBY;
        }
        return cost - WEIGHT * (candidate.route().weight() - live.recentShare(request.sequence()));
    }

    private static double scarcity(double used) {
        return used < 1 ? used * used * used * used : 1;
    }

    static double miss(double ratio) {
        double square = ratio * ratio;
        double fourth = square * square;
        return fourth < 1e9 ? fourth / (1 + fourth) : 1;
    }

    /** The worst of what is foretold to what is allowed. */
    static double ratio(RequestFacts request, EngineSpec engine, double first, double token) {
        SloTarget target = held(request.target());
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

    /** A request without a target is treated like those of a class that declares none. */
    private static SloTarget held(SloTarget target) {
        boolean none = target.ttftSeconds() + target.tpotSeconds() + target.e2eSeconds() == 0;
        return none ? SloClass.STANDARD.target() : target;
    }

    private static double of(double foretold, double allowed) {
        return allowed > 0 ? foretold / allowed : 0;
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
