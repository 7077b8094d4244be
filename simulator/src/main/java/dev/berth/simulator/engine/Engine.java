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
 * wait for. What a step computes is chosen by one of two schedulers: {@link ChunkedPrefill}, today's, or {@link PrefillFirst},
 * that of vLLM's V0. The same calls at the same times give the same results: nothing here knows a clock, a thread or chance.
 */
public final class Engine {
    /** In place of an adapter id: the base model. */
    public static final int BASE = -1;

    private final EngineSpec spec;
    private final KvBlocks blocks;
    private final AdapterCache adapters;
    private final Queues queues;
    private final Scheduler scheduler;
    private final StepPace pace;
    private final DecodeRun decodeRun;
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
        int blockCount = Math.toIntExact(limits.kvTokens() / limits.blockTokens());
        this.blocks = new KvBlocks(blockCount, limits.blockTokens(), !limits.noPrefixCaching());
        this.adapters = new AdapterCache(spec, zombies);
        this.queues = new Queues(limits.maxNumSeqs(), blocks, adapters);
        this.scheduler = limits.prefillFirst()
                ? new PrefillFirst(limits, blocks, queues)
                : new ChunkedPrefill(limits, blocks, queues);
        this.pace = new StepPace(spec.stepTime(), queues);
        this.decodeRun = new DecodeRun(limits, blocks, adapters, queues, pace);
        this.batch = new Batch(limits.maxNumSeqs(), limits.maxBatchedTokens(), limits.maxLoras());
    }

    public EngineSpec spec() {
        return spec;
    }

    /** Prompt and output tokens of the longest request that can be served. */
    public int longestRequest() {
        EngineLimits limits = spec.limits();
        int reserved = limits.prefillFirst() ? PrefillFirst.watermarkBlocks(blocks.count()) : 0;
        return Math.min(limits.maxModelLen(), (blocks.count() - reserved) * limits.blockTokens());
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
        pace.arrived(adapters.requestCame(request.adapter()));
        queues.submit(sequence);
    }

    /** @return false if it ended before, or never was */
    public boolean abort(long id) {
        Sequence sequence = inFlight.remove(id);
        if (sequence == null) {
            return false;
        }
        queues.remove(sequence);
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

    /**
     * Makes an adapter known as {@code --lora-modules} does at the start of a server: nothing is read before the first request.
     *
     * @return its id
     * @throws IllegalArgumentException as {@link #registerAdapter}
     */
    public int declareAdapter(String name, int rank) {
        checkRank(rank);
        return adapters.register(name, rank);
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
        step(now, true);
        return result;
    }

    /**
     * Runs the steps that {@link #step} would run from {@code now} on, each beginning where the one before ended, up to the
     * first with an event other than {@link EventKind#TOKEN}, and none that would begin at {@code until} or later. Runs of equal
     * decode steps are advanced at once ({@link DecodeRun}); events of kind {@code TOKEN} are left out.
     */
    public StepResult advance(long now, long until) {
        result.clear();
        long at = now;
        while (at < until && result.size() == 0) {
            if (preloads.isEmpty() && decodeRun.plan(at, until)) {
                decode(at);
            } else if (!step(at, false)) {
                break;
            }
            at = now + result.durationNanos();
        }
        return result;
    }

    /**
     * The end of the equal decode steps that would follow from {@code now} on if nobody submits, aborts, registers or
     * unregisters anything; {@code now} if the next step is another. Until then an engine gives its front no event that
     * {@link #advance} reports, so the front needs to call it only then, or when it has something to tell the engine.
     */
    public long quietUntil(long now) {
        return preloads.isEmpty() && decodeRun.plan(now, Long.MAX_VALUE) ? now + decodeRun.nanos() : now;
    }

    private void decode(long now) {
        int sequences = queues.runningCount();
        decodeRun.run(now);
        generationTokens += (long) sequences * decodeRun.steps();
        result.decoded(decodeRun, sequences, queues.distinctRunning());
        tally(decodeRun.steps(), decodeRun.nanos(), 0);
    }

    /** @return false if there was nothing to do */
    private boolean step(long now, boolean eachToken) {
        if (!preloads.isEmpty()) {
            preload();
            return true;
        }
        batch.clear();
        scheduler.fill(batch, now, result);
        if (batch.size() == 0) {
            return false;
        }
        compute(now, eachToken);
        return true;
    }

    private void preload() {
        int id = preloads.remove();
        preloading[0] = id;
        long stall = Math.max(1, adapters.activate(preloading, 1));
        result.loaded(id, stall);
        tally(1, stall, stall);
    }

    private void compute(long now, boolean eachToken) {
        long stall = adapters.activate(batch.adapters(), batch.adapterCount());
        long duration = stall
                + pace.takeOwedNanos()
                + pace.nanos(batch.decodes(), batch.prefillTokens(), batch.kvTokensRead(), batch.adapterCount());
        result.computed(batch, stall, duration);
        tally(1, duration, stall);
        boolean anyComplete = false;
        for (int i = 0; i < batch.size(); i++) {
            anyComplete |= progress(batch.sequence(i), batch.newTokens(i), now + duration, eachToken);
        }
        if (anyComplete) {
            queues.removeComplete();
        }
    }

    /** @return whether the sequence has all its tokens now */
    private boolean progress(Sequence sequence, int tokens, long at, boolean eachToken) {
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
            result.add(EventKind.FIRST_TOKEN, sequence);
        } else if (eachToken) {
            result.add(EventKind.TOKEN, sequence);
        }
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
        return queues.runningCount();
    }

    public int waiting() {
        return queues.waitingCount();
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
                queues.prefixQueries(),
                queues.prefixHits(),
                queues.preemptions(),
                adapters.diskReads(),
                adapters.slotLoads(),
                busyNanos,
                stallNanos);
    }

    KvBlocks blocks() {
        return blocks;
    }

    Queues queues() {
        return queues;
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

    private void tally(int count, long duration, long stall) {
        steps += count;
        busyNanos += duration;
        stallNanos += stall;
    }
}
