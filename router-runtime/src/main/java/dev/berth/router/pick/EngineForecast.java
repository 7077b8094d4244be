package dev.berth.router.pick;

import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import dev.berth.domain.engine.StepTime;
import java.util.List;

/**
 * What one more request would meet on a pod: times by the engine model of the pod's profile and by what the router has
 * there. Pure arithmetic on primitives. Seconds.
 *
 * <p>With n requests in flight of which r are being answered, P prompt tokens still to read, a distinct adapters, L the LoRA
 * factor of a batch, B the tokens of a step, and c0 to c3 the coefficients of {@link StepTime}:
 *
 * <pre>
 *   steps to the first token   s = ceil((P + own prompt) / (B - r))          chunks share a step with r decodes
 *   first token                half a step + L * (s * (c0 + c1*r + c3*kv) + c2 * (P + own prompt)) + slot miss + overflow
 *   one output token           L * (c0 + c1*(n+1) + c2*m + c3*kv)            m: prompt tokens that come with each step
 *                              m = n * prompt tokens / output tokens of the n: who ends is replaced by his like (Little)
 *   overflow                   share by which sequences, KV tokens or slots are over-subscribed x how long one is held
 * </pre>
 *
 * An adapter that holds a slot holds it for about two requests, since it may get another one before the first has ended.
 */
final class EngineForecast {
    private static final double MILLIS = 1000;
    private static final double REQUESTS_OF_A_SLOT = 2;

    private EngineForecast() {}

    /** GPU slots of a pod: its own fact, else its profile's. */
    static int slots(Candidate candidate, EngineSpec engine) {
        int declared = candidate.pod().maxLoras();
        return Math.max(1, declared > 0 ? declared : engine.limits().maxLoras());
    }

    /** Whether the pod would have one more adapter in its batches. */
    static boolean takesSlot(RequestFacts request, LiveLoad live) {
        return request.adapter() && live.modelInFlight() == 0;
    }

    /** Prompt tokens of the request that the pod would have to read. */
    static long promptToRead(RequestFacts request, LiveLoad live) {
        long cached = request.prefix().tokens(live.cachedBlocks(request.prefix()));
        return Math.max(1, request.promptTokens() - cached);
    }

    /** Time of one output token on the pod as it is; 0 if it is idle. */
    static double tokenSecondsNow(Candidate candidate, EngineSpec engine) {
        LiveLoad live = candidate.live();
        int n = live.podInFlight();
        int adapters = Math.min(live.activeAdapters(), slots(candidate, engine));
        return n <= 0 ? 0 : stepMillis(engine, live, n, adapters, keptTokens(live)) / MILLIS;
    }

    /** Time of one output token with the request. */
    static double tokenSecondsWith(RequestFacts request, Candidate candidate, EngineSpec engine) {
        LiveLoad live = candidate.live();
        int adapters = live.activeAdapters() + (takesSlot(request, live) ? 1 : 0);
        double kept = keptTokens(live) + request.promptTokens() + request.outputTokens() / 2.0;
        return stepMillis(
                        engine,
                        live,
                        Math.max(0, live.podInFlight()) + 1,
                        Math.min(adapters, slots(candidate, engine)),
                        kept)
                / MILLIS;
    }

    private static double stepMillis(EngineSpec engine, LiveLoad live, int sequences, int adapters, double kvTokens) {
        StepTime t = engine.stepTime();
        EngineLimits limits = engine.limits();
        double decoding = Math.min(sequences, limits.maxNumSeqs());
        double arriving = live.podInFlight() * (double) live.podPromptTokens() / Math.max(1, live.podOutputTokens());
        double prefill = Math.max(0, Math.min(arriving, limits.maxBatchedTokens() - decoding));
        return t.millis(decoding, prefill, Math.min(kvTokens, limits.kvTokens()), adapters);
    }

    /** KV tokens that the requests in flight hold on average: their prompts and half of their outputs. */
    private static double keptTokens(LiveLoad live) {
        return Math.max(0, live.podContextTokens() - live.podOutputTokens() / 2.0);
    }

    /**
     * Time to the first token, from now.
     *
     * @param toRead prompt tokens that the pod's cache does not have
     * @param tokenSeconds {@link #tokenSecondsWith}
     */
    static double firstTokenSeconds(
            RequestFacts request, Candidate candidate, EngineSpec engine, long toRead, double tokenSeconds) {
        LiveLoad live = candidate.live();
        StepTime t = engine.stepTime();
        EngineLimits limits = engine.limits();
        int inFlight = Math.max(0, live.podInFlight());
        int answered = Math.max(0, Math.min(inFlight - live.podWaiting(), limits.maxNumSeqs()));
        double budget = Math.max(1, limits.maxBatchedTokens() - answered);
        double queued = Math.max(0, live.waitingPromptTokens());
        int adapters = live.activeAdapters() + (takesSlot(request, live) ? 1 : 0);
        double factor = t.loraFactor(Math.min(adapters, slots(candidate, engine)));
        double decodeStep = t.baseMillis() + t.perSequenceMillis() * answered + t.perKvTokenMillis() * keptTokens(live);
        double current = inFlight == 0 ? 0 : decodeStep + t.perPrefillTokenMillis() * Math.min(queued, budget);
        double steps = Math.ceil((queued + toRead) / budget);
        double millis = factor * (current / 2 + steps * decodeStep + t.perPrefillTokenMillis() * (queued + toRead));
        return millis / MILLIS
                + slotMissSeconds(request, candidate, engine)
                + overflow(request, candidate, engine) * meanOutput(live) * tokenSeconds;
    }

    /** What it takes to bring the adapter into a slot of the pod; the engine stands still meanwhile. */
    static double slotMissSeconds(RequestFacts request, Candidate candidate, EngineSpec engine) {
        LiveLoad live = candidate.live();
        int since = live.activationsSince();
        if (!request.adapter() || since < slots(candidate, engine)) {
            return 0;
        }
        LoadTime load = largest(engine);
        double fromDisk = since < engine.limits().maxCpuLoras() ? 0 : load.diskToHostMillis();
        return (load.hostToSlotMillis() + fromDisk) / MILLIS;
    }

    /** The table does not say ranks: the largest that the engine takes. */
    private static LoadTime largest(EngineSpec engine) {
        List<LoadTime> times = engine.loadTimes();
        int last = times.size() - 1;
        while (last > 0 && times.get(last).rank() > engine.limits().maxLoraRank()) {
            last--;
        }
        return times.get(last);
    }

    /** How many holding times the request waits for a place in the batch, for KV cache or for a slot. */
    private static double overflow(RequestFacts request, Candidate candidate, EngineSpec engine) {
        LiveLoad live = candidate.live();
        EngineLimits limits = engine.limits();
        double sequences = over(live.podInFlight() + 1, limits.maxNumSeqs());
        double kv = over(keptTokens(live) + request.promptTokens(), limits.kvTokens());
        return Math.max(Math.max(sequences, kv), slotOverflow(request, candidate, engine));
    }

    private static double slotOverflow(RequestFacts request, Candidate candidate, EngineSpec engine) {
        LiveLoad live = candidate.live();
        boolean inBatch = live.modelInFlight() > 0 && live.modelRunning() > 0;
        if (!request.adapter() || inBatch) {
            return 0;
        }
        int adapters = live.activeAdapters() + (live.modelInFlight() == 0 ? 1 : 0);
        return REQUESTS_OF_A_SLOT * over(adapters, slots(candidate, engine));
    }

    private static double over(double wanted, double available) {
        return Math.max(0, wanted - available) / available;
    }

    /** Output tokens of a request in flight, at least 1. */
    static double meanOutput(LiveLoad live) {
        int inFlight = live.podInFlight();
        return inFlight <= 0 ? 1 : Math.max(1, (double) live.podOutputTokens() / inFlight);
    }
}
