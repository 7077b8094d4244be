package dev.berth.router.pick;

import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import dev.berth.domain.engine.StepTime;
import java.util.List;

/**
 * What one more request would meet on a pod: times by the engine model of the pod's profile and by what the router has
 * there. Pure arithmetic on primitives, no object is made. Seconds.
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
    private static final double SECONDS = 1e-3;
    private static final double REQUESTS_OF_A_SLOT = 2;

    private EngineForecast() {}

    /** GPU slots of a pod: its own fact, else its profile's. */
    static int slots(Candidate candidate, EngineSpec engine) {
        int declared = candidate.pod().maxLoras();
        return Math.max(1, declared > 0 ? declared : engine.limits().maxLoras());
    }

    /** Prompt tokens of the request that the pod would have to read. */
    static long promptToRead(RequestFacts request, LiveLoad live) {
        PrefixBlocks prefix = request.prefix();
        return prefix.count() == 0
                ? request.promptTokens()
                : Math.max(1, request.promptTokens() - prefix.tokens(live.cachedBlocks(prefix)));
    }

    /** KV tokens that the requests in flight hold on average: their prompts and half of their outputs. */
    static double keptTokens(LiveLoad live) {
        return live.podContextTokens() - 0.5 * live.podOutputTokens();
    }

    /** Prompt tokens that come with each step as long as the pod's requests are replaced by their like. */
    static double arrivingTokens(LiveLoad live, EngineLimits limits, int inFlight, long outputTokens) {
        if (inFlight <= 0 || outputTokens <= 0) {
            return 0;
        }
        double arriving = inFlight * (double) live.podPromptTokens() / outputTokens;
        double room = limits.maxBatchedTokens() - inFlight;
        return arriving < room ? arriving : Math.max(0, room);
    }

    /** Time of one output token in a batch of so many sequences. */
    static double tokenSeconds(EngineSpec engine, int sequences, double arriving, double kvTokens, int adapters) {
        EngineLimits limits = engine.limits();
        int decoding = Math.min(sequences, limits.maxNumSeqs());
        double kv = kvTokens < limits.kvTokens() ? kvTokens : limits.kvTokens();
        return SECONDS * engine.stepTime().millis(decoding, arriving, kv, adapters);
    }

    /**
     * Time to the first token, from now, if the batch has room for the request.
     *
     * @param toRead prompt tokens that the pod's cache does not have
     * @param adapters distinct ones in the batch, the request's included
     */
    static double firstTokenSeconds(
            EngineSpec engine, LiveLoad live, int inFlight, double kept, long toRead, int adapters) {
        StepTime t = engine.stepTime();
        EngineLimits limits = engine.limits();
        int answered = Math.max(0, Math.min(inFlight - live.podWaiting(), limits.maxNumSeqs()));
        int budget = Math.max(1, limits.maxBatchedTokens() - answered);
        long queued = Math.max(0, live.waitingPromptTokens());
        long tokens = queued + toRead;
        long steps = tokens <= budget ? 1 : (tokens + budget - 1) / budget;
        double decodeStep = t.baseMillis() + t.perSequenceMillis() * answered + t.perKvTokenMillis() * kept;
        double current = inFlight == 0 ? 0 : decodeStep + t.perPrefillTokenMillis() * Math.min(queued, (long) budget);
        double millis = 0.5 * current + steps * decodeStep + t.perPrefillTokenMillis() * tokens;
        return SECONDS * t.loraFactor(adapters) * millis;
    }

    /** What it takes to bring the adapter into a slot of the pod; the engine stands still meanwhile. */
    static double slotMissSeconds(RequestFacts request, LiveLoad live, int slots, EngineSpec engine) {
        if (!request.adapter()) {
            return 0;
        }
        int since = live.activationsSince();
        if (since < slots) {
            return 0;
        }
        LoadTime load = largest(engine);
        double fromDisk = since < engine.limits().maxCpuLoras() ? 0 : load.diskToHostMillis();
        return SECONDS * (load.hostToSlotMillis() + fromDisk);
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
    static double overflow(
            RequestFacts request, LiveLoad live, EngineLimits limits, int inFlight, double kept, int slots) {
        double most = over(inFlight + 1, limits.maxNumSeqs());
        most = Math.max(most, over(kept + request.promptTokens(), limits.kvTokens()));
        if (!request.adapter() || live.activeAdapters() < slots) {
            return most;
        }
        int ofModel = live.modelInFlight();
        boolean inBatch = ofModel > 0 && live.modelRunning() > 0;
        int adapters = live.activeAdapters() + (ofModel == 0 ? 1 : 0);
        return inBatch ? most : Math.max(most, REQUESTS_OF_A_SLOT * over(adapters, slots));
    }

    private static double over(double wanted, double available) {
        return wanted <= available ? 0 : (wanted - available) / available;
    }
}
