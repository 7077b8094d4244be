package dev.berth.simulator.engine;

import dev.berth.domain.engine.EngineLimits;

/**
 * Schedules as vLLM's V0 does without chunked prefill (the default of version 0.5.0, which the real runs used). A step computes
 * either whole prompts or one token of every running sequence, and prompts go first:
 *
 * <ol>
 *   <li>Waiting sequences, first come first served, as long as the batch's tokens and places last and the KV cache keeps 1 % of
 *       its blocks free (the watermark). One whose adapter would be one too many beside those of <em>all</em> running sequences
 *       is set aside, others overtake it, and it keeps its place in the queue. One that finds no blocks ends the search, even
 *       if its adapter would not have had a slot either: the blocks are looked at first.
 *   <li>If nobody was admitted: all running sequences decode, in the order of arrival. Each one asks for a free block, whether
 *       it needs one or not; if there is none, the last to have arrived is preempted.
 * </ol>
 *
 * So decodes stand still while prompts come in, which chunking was invented to mend.
 */
final class PrefillFirst implements Scheduler {
    private static final double WATERMARK = 0.01;

    private final EngineLimits limits;
    private final KvBlocks blocks;
    private final Queues queues;

    PrefillFirst(EngineLimits limits, KvBlocks blocks, Queues queues) {
        this.limits = limits;
        this.blocks = blocks;
        this.queues = queues;
    }

    /** Blocks that an admission must leave free. */
    static int watermarkBlocks(int blockCount) {
        return (int) (WATERMARK * blockCount);
    }

    @Override
    public void fill(Batch batch, long now, StepResult result) {
        if (queues.searchWorthwhile) {
            admitWaiting(batch, now);
        }
        if (batch.size() == 0) {
            queues.searchWorthwhile = false;
            decodeAll(batch, result);
        }
        if (batch.size() == 0 && queues.mayAdmit()) {
            admitWaiting(batch, now); // the only one that ran was preempted, and begins anew
        }
    }

    private void admitWaiting(Batch batch, long now) {
        int watermark = watermarkBlocks(blocks.count());
        queues.beginSearch();
        Sequence sequence = queues.firstWaiting();
        while (sequence != null) {
            Sequence next = sequence.after;
            int hits = queues.cachedPrefix(sequence);
            int tokens = sequence.tokens();
            if (!queues.roomFor(sequence, hits, tokens, watermark)) {
                return;
            }
            if (queues.slotBesideRunning(sequence.adapter(), limits.maxLoras())) {
                int uncached = tokens - hits * limits.blockTokens();
                if (uncached > batch.tokensLeft() || queues.full()) {
                    return;
                }
                queues.admit(sequence, hits, tokens, now);
                queues.orderLastByArrival();
                batch.add(sequence, uncached);
            } else {
                queues.skip();
            }
            sequence = next;
        }
    }

    private void decodeAll(Batch batch, StepResult result) {
        for (int i = 0; i < queues.runningCount(); i++) {
            Sequence sequence = queues.running(i);
            while (blocks.freeCount() == 0 && queues.preemptLast(result) != sequence) {
                // each round frees the blocks of one more sequence
            }
            if (sequence.running) {
                blocks.extend(sequence, sequence.computed + 1);
                batch.add(sequence, 1);
            }
        }
    }
}
