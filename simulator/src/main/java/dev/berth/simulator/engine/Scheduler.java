package dev.berth.simulator.engine;

import dev.berth.domain.engine.EngineLimits;

/**
 * Chooses what a step computes, as vLLM's scheduler (V1) does with chunked prefill:
 *
 * <ol>
 *   <li>Running sequences first, oldest first, each one its next token or the next chunk of its prompt. If one needs a block
 *       and none is free, the youngest running sequence is preempted, until there is one, or it is itself the youngest.
 *   <li>If nothing was preempted: waiting sequences, first come first served, as long as tokens and places are left. One whose
 *       adapter has no slot in this batch is passed over and others overtake it; one that finds no KV blocks ends the search.
 * </ol>
 *
 * A search that ended for want of anything but tokens need not be repeated until something leaves, is preempted or arrives,
 * so steps that only decode never look at the queue.
 */
final class Scheduler {
    private final EngineLimits limits;
    private final KvBlocks blocks;
    private final AdapterCache adapters;
    private final WaitingQueue waiting = new WaitingQueue();
    private final Sequence[] running;
    private int runningCount;
    private boolean searchWorthwhile;

    private long preemptions;
    private long prefixQueries;
    private long prefixHits;

    Scheduler(EngineLimits limits, KvBlocks blocks, AdapterCache adapters) {
        this.limits = limits;
        this.blocks = blocks;
        this.adapters = adapters;
        this.running = new Sequence[limits.maxNumSeqs()];
    }

    int runningCount() {
        return runningCount;
    }

    Sequence running(int i) {
        return running[i];
    }

    int waitingCount() {
        return waiting.size();
    }

    long preemptions() {
        return preemptions;
    }

    long prefixQueries() {
        return prefixQueries;
    }

    long prefixHits() {
        return prefixHits;
    }

    void submit(Sequence sequence) {
        waiting.addLast(sequence);
        searchWorthwhile = true;
    }

    /** Takes out a sequence that ended or was aborted. */
    void remove(Sequence sequence) {
        if (!sequence.running) {
            waiting.remove(sequence);
            searchWorthwhile = true; // it may have held the queue for want of blocks
            return;
        }
        int at = 0;
        while (running[at] != sequence) {
            at++;
        }
        System.arraycopy(running, at + 1, running, at, runningCount - at - 1);
        running[--runningCount] = null;
        leave(sequence);
    }

    /** Takes out all running sequences that have all their tokens, keeping the order of the others. */
    void removeComplete() {
        int kept = 0;
        for (int i = 0; i < runningCount; i++) {
            if (running[i].complete()) {
                leave(running[i]);
            } else {
                running[kept++] = running[i];
            }
        }
        for (int i = kept; i < runningCount; i++) {
            running[i] = null;
        }
        runningCount = kept;
    }

    void fill(Batch batch, long now, StepResult result) {
        batch.clear();
        boolean preempted = continueRunning(batch, result);
        if (!preempted && searchWorthwhile) {
            admitWaiting(batch, now);
        }
    }

    private boolean continueRunning(Batch batch, StepResult result) {
        long before = preemptions;
        for (int i = 0; i < runningCount && batch.tokensLeft() > 0; i++) {
            Sequence sequence = running[i];
            int tokens = Math.min(sequence.tokens() - sequence.computed, batch.tokensLeft());
            while (!blocks.extend(sequence, sequence.computed + tokens) && preemptYoungest(result) != sequence) {
                // each round frees the blocks of one more sequence
            }
            if (sequence.running) {
                batch.add(sequence, tokens);
            }
        }
        return preemptions > before;
    }

    private Sequence preemptYoungest(StepResult result) {
        Sequence youngest = running[--runningCount];
        running[runningCount] = null;
        blocks.release(youngest);
        youngest.preempted();
        waiting.addFirst(youngest);
        preemptions++;
        searchWorthwhile = true;
        result.add(EventKind.PREEMPTED, youngest);
        return youngest;
    }

    private void admitWaiting(Batch batch, long now) {
        Sequence sequence = waiting.head();
        while (sequence != null && runningCount < running.length) {
            if (batch.tokensLeft() == 0) {
                return; // the next step has tokens again
            }
            Sequence next = sequence.after;
            if (batch.hasSlotFor(sequence.adapter()) && !admit(sequence, batch, now)) {
                // what is prefilled now may be the very prefix that it lacks room for
                searchWorthwhile = batch.prefillTokens() > 0;
                return;
            }
            sequence = next;
        }
        searchWorthwhile = false;
    }

    private boolean admit(Sequence sequence, Batch batch, long now) {
        long key = adapters.key(sequence.adapter());
        int hits = blocks.cachedPrefix(sequence, key);
        int hitTokens = hits * limits.blockTokens();
        int tokens = Math.min(sequence.tokens() - hitTokens, batch.tokensLeft());
        if (!blocks.admit(sequence, key, hits, hitTokens + tokens)) {
            return false;
        }
        waiting.remove(sequence);
        if (sequence.admitted(now, hitTokens)) {
            prefixQueries += sequence.request().promptTokens();
            prefixHits += hitTokens;
        }
        running[runningCount++] = sequence;
        batch.add(sequence, tokens);
        return true;
    }

    private void leave(Sequence sequence) {
        sequence.running = false;
        blocks.release(sequence);
        searchWorthwhile = true;
    }
}
