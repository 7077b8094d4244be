package dev.berth.simulator.engine;

import java.util.Arrays;

/**
 * A request inside the engine.
 *
 * <pre>
 *   waiting --admitted--> running --all tokens--> ended
 *      ^                     |
 *      +-----preempted-------+          (an abort ends it from either state)
 * </pre>
 *
 * Its token count grows by one with each sampled token; {@code computed} tokens have their KV in blocks. While computed is
 * below the count less one it prefills, else it decodes.
 */
public final class Sequence {
    private static final int[] NO_BLOCKS = {};
    private static final long NEVER = -1;

    private final EngineRequest request;
    /** Of the request; here, since every step asks for them. */
    private final int promptTokens;

    private final int outputTokens;
    private final int adapter;

    /** Neighbours in the waiting queue; owned by {@link WaitingQueue}. */
    Sequence before;

    Sequence after;

    boolean running;
    int computed;
    int generated;
    /** Leading blocks whose content is published in the prefix cache. */
    int cachedBlocks;

    int blockCount;
    private int[] blocks = NO_BLOCKS;

    private int cachedTokens;
    private boolean admittedBefore;
    private long scheduledNanos = NEVER;
    private long firstTokenNanos = NEVER;
    private long lastTokenNanos = NEVER;
    private long gapNanos;

    Sequence(EngineRequest request) {
        this.request = request;
        this.promptTokens = request.promptTokens();
        this.outputTokens = request.outputTokens();
        this.adapter = request.adapter();
    }

    public long id() {
        return request.id();
    }

    public EngineRequest request() {
        return request;
    }

    public int adapter() {
        return adapter;
    }

    public int generatedTokens() {
        return generated;
    }

    /** Prompt tokens that the prefix cache had when the request was first admitted. */
    public int cachedTokens() {
        return cachedTokens;
    }

    /** Virtual time of the first step that it was in; its arrival if none yet. */
    public long scheduledNanos() {
        return scheduledNanos == NEVER ? request.arrivalNanos() : scheduledNanos;
    }

    /** Virtual time of the end of the step that sampled the first token; -1 if none yet. */
    public long firstTokenNanos() {
        return firstTokenNanos;
    }

    public long lastTokenNanos() {
        return lastTokenNanos;
    }

    /** Time between the last two tokens (ITL), 0 after the first. */
    public long gapNanos() {
        return gapNanos;
    }

    int tokens() {
        return promptTokens + generated;
    }

    boolean decoding() {
        return generated > 0 && computed == tokens() - 1;
    }

    /** @return whether this was the first admission */
    boolean admitted(long now, int hitTokens) {
        running = true;
        computed = hitTokens;
        if (admittedBefore) {
            return false;
        }
        admittedBefore = true;
        scheduledNanos = now;
        cachedTokens = Math.min(hitTokens, request.promptTokens());
        return true;
    }

    void preempted() {
        running = false;
        computed = 0;
    }

    /** @return whether it was the first */
    boolean sampled(long at) {
        generated++;
        boolean first = generated == 1;
        if (first) {
            firstTokenNanos = at;
        } else {
            gapNanos = at - lastTokenNanos;
        }
        lastTokenNanos = at;
        return first;
    }

    /** One token in each of several steps that follow each other; it has its first already. */
    void decoded(int steps, long at, long lastStepNanos) {
        computed += steps;
        generated += steps;
        gapNanos = steps > 1 ? lastStepNanos : at - lastTokenNanos;
        lastTokenNanos = at;
    }

    boolean complete() {
        return generated >= outputTokens;
    }

    int tokensToCome() {
        return outputTokens - generated;
    }

    int block(int index) {
        return blocks[index];
    }

    /** Makes room in this object, so that blocks can be added without a copy. */
    void expectBlocks(int count) {
        if (count > blocks.length) {
            blocks = Arrays.copyOf(blocks, count);
        }
    }

    void addBlock(int block) {
        if (blockCount == blocks.length) {
            blocks = Arrays.copyOf(blocks, Math.max(8, blockCount * 2));
        }
        blocks[blockCount++] = block;
    }

    void dropBlocks() {
        blockCount = 0;
        cachedBlocks = 0;
    }
}
