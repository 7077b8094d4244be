package dev.berth.simulator.engine;

import dev.berth.domain.engine.EngineLimits;

/**
 * Schedules as vLLM's V1 does, with chunked prefill:
 *
 * <ol>
 *   <li>Running sequences first, oldest first, each one its next token or the next chunk of its prompt. If one needs a block
 *       and none is free, the youngest running sequence is preempted, until there is one, or it is itself the youngest.
 *   <li>If nothing was preempted: waiting sequences, first come first served, as long as tokens and places are left. One whose
 *       adapter has no slot in this batch is passed over and others overtake it; one that finds no KV blocks ends the search.
 * </ol>
 */
final class ChunkedPrefill implements Scheduler {
    private final EngineLimits limits;
    private final KvBlocks blocks;
    private final Queues queues;

    ChunkedPrefill(EngineLimits limits, KvBlocks blocks, Queues queues) {
        this.limits = limits;
        this.blocks = blocks;
        this.queues = queues;
    }

    @Override
    public void fill(Batch batch, long now, StepResult result) {
        boolean preempted = continueRunning(batch, result);
        if (!preempted && queues.searchWorthwhile) {
            admitWaiting(batch, now);
        }
    }

    private boolean continueRunning(Batch batch, StepResult result) {
        long before = queues.preemptions();
        for (int i = 0; i < queues.runningCount() && batch.tokensLeft() > 0; i++) {
            Sequence sequence = queues.running(i);
            int tokens = Math.min(sequence.tokens() - sequence.computed, batch.tokensLeft());
            while (!blocks.extend(sequence, sequence.computed + tokens) && queues.preemptLast(result) != sequence) {
                // each round frees the blocks of one more sequence
            }
            if (sequence.running) {
                batch.add(sequence, tokens);
            }
        }
        return queues.preemptions() > before;
    }

    private void admitWaiting(Batch batch, long now) {
        queues.beginSearch();
        Sequence sequence = queues.firstWaiting();
        while (sequence != null && !queues.full()) {
            if (batch.tokensLeft() == 0) {
                return; // the next step has tokens again
            }
            Sequence next = sequence.after;
            if (!batch.hasSlotFor(sequence.adapter())) {
                queues.skip();
            } else if (!admit(sequence, batch, now)) {
                // what is prefilled now may be the very prefix that it lacks room for
                queues.searchWorthwhile = batch.prefillTokens() > 0;
                return;
            }
            sequence = next;
        }
        queues.searchWorthwhile = false;
    }

    private boolean admit(Sequence sequence, Batch batch, long now) {
        int hits = queues.cachedPrefix(sequence);
        int hitTokens = hits * limits.blockTokens();
        int tokens = Math.min(sequence.tokens() - hitTokens, batch.tokensLeft());
        if (!queues.roomFor(sequence, hits, hitTokens + tokens, 0)) {
            return false;
        }
        queues.admit(sequence, hits, hitTokens + tokens, now);
        batch.add(sequence, tokens);
        return true;
    }
}
