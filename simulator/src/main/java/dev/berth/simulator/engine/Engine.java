package dev.berth.simulator.engine;

import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One vLLM engine: continuous batching over a KV cache, LoRA adapters in slots. A front submits requests and calls
 * {@link #step} with the virtual time; each call runs one step (one forward pass, or one preload of an adapter) and tells how
 * long it took and what came of it. What is submitted while a step lasts takes part in the next one.
 *
 * <p>The time of a step is {@link dev.berth.domain.engine.StepTime} of its batch, plus the loads of adapters that it had to
 * wait for. The same calls at the same times give the same results: nothing here knows a clock, a thread or chance.
 */
public final class Engine {
    /** In place of an adapter id: the base model. */
    public static final int BASE = -1;

    private static final double NANOS_PER_MILLI = 1e6;

    private final EngineSpec spec;
    private final KvBlocks blocks;
    private final AdapterCache adapters;
    private final Scheduler scheduler;
    private final Batch batch;
    private final StepResult result = new StepResult();
    private final Map<Long, Sequence> inFlight = new HashMap<>();
    private final ArrayDeque<Integer> preloads = new ArrayDeque<>();
    private final int[] preloading = new int[1];

    private long steps;
    private long promptTokens;
    private long generationTokens;
    private long busyNanos;
    private long stallNanos;

    /** @param zombies whether unregistered adapters stay in memory until they age out, as in vLLM's Python front end */
    public Engine(EngineSpec spec, boolean zombies) {
        EngineLimits limits = spec.limits();
        this.spec = spec;
        this.blocks = new KvBlocks(Math.toIntExact(limits.kvTokens() / limits.blockTokens()), limits.blockTokens());
        this.adapters = new AdapterCache(spec, zombies);
        this.scheduler = new Scheduler(limits, blocks, adapters);
        this.batch = new Batch(limits.maxNumSeqs(), limits.maxBatchedTokens(), limits.maxLoras());
    }

    public EngineSpec spec() {
        return spec;
    }

    /** Prompt and output tokens of the longest request that can be served. */
    public int longestRequest() {
        return Math.min(
                spec.limits().maxModelLen(), blocks.count() * spec.limits().blockTokens());
    }

    /**
     * @throws IllegalArgumentException if the request can never be served: too long, an unknown adapter, or its id in use
     */
    public void submit(EngineRequest request) {
        if (request.tokens() > longestRequest()) {
            throw new IllegalArgumentException("request " + request.id() + " has " + request.tokens()
                    + " tokens, and this engine serves at most " + longestRequest());
        }
        if (request.adapter() != BASE && !adapters.registered(request.adapter())) {
            throw new IllegalArgumentException("no adapter " + request.adapter() + " is registered");
        }
        Sequence sequence = new Sequence(request);
        if (inFlight.putIfAbsent(request.id(), sequence) != null) {
            throw new IllegalArgumentException("request " + request.id() + " is in the engine already");
        }
        adapters.requestCame(request.adapter());
        scheduler.submit(sequence);
    }

    /** @return false if it ended before, or never was */
    public boolean abort(long id) {
        Sequence sequence = inFlight.remove(id);
        if (sequence == null) {
            return false;
        }
        scheduler.remove(sequence);
        adapters.requestLeft(sequence.adapter());
        return true;
    }

    /**
     * Makes an adapter known and queues its preload, which takes a step of its own and ends with
     * {@link EventKind#ADAPTER_LOADED}.
     *
     * @return its id; a name that is registered again has a new one
     * @throws IllegalArgumentException if the engine has no slots, or the rank is above its limit
     */
    public int registerAdapter(String name, int rank) {
        checkRank(rank);
        int id = adapters.register(name, rank);
        preloads.add(id);
        return id;
    }

    /** Replaces an adapter's weights under its id ({@code load_inplace}) and queues the preload of the new ones. */
    public void replaceAdapter(int id, int rank) {
        checkRank(rank);
        adapters.replace(id, rank);
        preloads.add(id);
    }

    /** No new requests for it; those in flight go on. */
    public void unregister(int id) {
        preloads.remove(id);
        adapters.unregister(id);
    }

    /** Runs one step that begins at {@code now}; the result is {@link StepResult#idle} if there is nothing to do. */
    public StepResult step(long now) {
        result.clear();
        if (!preloads.isEmpty()) {
            preload();
            return result;
        }
        scheduler.fill(batch, now, result);
        if (batch.size() > 0) {
            compute(now);
        }
        return result;
    }

    private void preload() {
        int id = preloads.remove();
        preloading[0] = id;
        long stall = Math.max(1, adapters.activate(preloading, 1));
        result.loaded(id, stall);
        tally(stall, stall);
    }

    private void compute(long now) {
        long stall = adapters.activate(batch.adapters(), batch.adapterCount());
        double millis = spec.stepTime()
                .millis(batch.decodes(), batch.prefillTokens(), batch.kvTokensRead(), batch.adapterCount());
        long duration = stall + Math.max(1, Math.round(millis * NANOS_PER_MILLI));
        result.computed(batch, stall, duration);
        tally(duration, stall);
        boolean anyComplete = false;
        for (int i = 0; i < batch.size(); i++) {
            anyComplete |= advance(batch.sequence(i), batch.newTokens(i), now + duration);
        }
        if (anyComplete) {
            scheduler.removeComplete();
        }
    }

    /** @return whether the sequence has all its tokens now */
    private boolean advance(Sequence sequence, int tokens, long at) {
        boolean prefilling = !sequence.decoding();
        sequence.computed += tokens;
        if (prefilling) {
            blocks.publish(sequence, adapters.key(sequence.adapter()));
        }
        if (sequence.computed < sequence.tokens()) {
            return false;
        }
        boolean first = sequence.sampled(at);
        generationTokens++;
        if (first) {
            promptTokens += sequence.request().promptTokens();
        }
        result.add(first ? EventKind.FIRST_TOKEN : EventKind.TOKEN, sequence);
        if (!sequence.complete()) {
            return false;
        }
        inFlight.remove(sequence.id());
        adapters.requestLeft(sequence.adapter());
        result.add(EventKind.FINISHED, sequence);
        return true;
    }

    /** Forgets cached prefixes that no request uses, as putting the engine to sleep does. */
    public void forgetPrefixes() {
        blocks.forgetFree();
    }

    public int running() {
        return scheduler.runningCount();
    }

    public int waiting() {
        return scheduler.waitingCount();
    }

    /** Share of KV blocks in use, 0 to 1. */
    public double kvUsage() {
        return blocks.usage();
    }

    public int kvBlockCount() {
        return blocks.count();
    }

    /** Names of adapters with a request in flight, sorted. */
    public List<String> activeAdapters() {
        return adapters.active();
    }

    /** Changes whenever {@link #activeAdapters} does. */
    public long activityVersion() {
        return adapters.activityVersion();
    }

    public boolean inHostMemory(int adapter) {
        return adapters.inHost(adapter);
    }

    public boolean inSlot(int adapter) {
        return adapters.inSlot(adapter);
    }

    /** Adapters in host memory, zombies among them. */
    public int hostAdapters() {
        return adapters.hostCount();
    }

    public EngineCounters counters() {
        return new EngineCounters(
                steps,
                promptTokens,
                generationTokens,
                scheduler.prefixQueries(),
                scheduler.prefixHits(),
                scheduler.preemptions(),
                adapters.diskReads(),
                adapters.slotLoads(),
                busyNanos,
                stallNanos);
    }

    KvBlocks blocks() {
        return blocks;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    private void checkRank(int rank) {
        if (spec.limits().maxLoras() == 0) {
            throw new IllegalArgumentException("LoRA is not enabled");
        }
        if (rank > spec.limits().maxLoraRank()) {
            throw new IllegalArgumentException("LoRA rank " + rank + " is greater than max_lora_rank "
                    + spec.limits().maxLoraRank() + ".");
        }
    }

    private void tally(long duration, long stall) {
        steps++;
        busyNanos += duration;
        stallNanos += stall;
    }
}
