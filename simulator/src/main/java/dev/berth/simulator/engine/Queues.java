package dev.berth.simulator.engine;

/**
 * The sequences of an engine, and every move that they make between waiting and running (the states are in
 * {@link Sequence}). A {@link Scheduler} decides which moves; here is what each move entails: KV blocks, the count of distinct
 * adapters that run, the counters.
 *
 * <p>A search of the waiting sequences that found nobody to admit need not be repeated until something leaves, is preempted or
 * arrives; {@link #searchWorthwhile} remembers it, so that steps that only decode never look at the queue.
 */
final class Queues {
    private final KvBlocks blocks;
    private final AdapterCache adapters;
    private final WaitingQueue waiting = new WaitingQueue();
    private final Sequence[] running;
    private int runningCount;

    /** Running sequences of each adapter, and how many adapters have one. */
    private final DistinctCount runningAdapters = new DistinctCount();

    boolean searchWorthwhile;

    private int skippedCount;

    private long preemptions;
    private long prefixQueries;
    private long prefixHits;

    Queues(int maxSequences, KvBlocks blocks, AdapterCache adapters) {
        this.blocks = blocks;
        this.adapters = adapters;
        this.running = new Sequence[maxSequences];
    }

    int runningCount() {
        return runningCount;
    }

    /** In the order in which the scheduler serves them; the last is preempted first. */
    Sequence running(int i) {
        return running[i];
    }

    boolean full() {
        return runningCount == running.length;
    }

    int waitingCount() {
        return waiting.size();
    }

    /** The first that waits, or null; the next ones follow by {@link Sequence#after}. */
    Sequence firstWaiting() {
        return waiting.head();
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

    /** A search begins. */
    void beginSearch() {
        skippedCount = 0;
    }

    /** The search passes a waiting sequence over, since its adapter has no slot. */
    void skip() {
        skippedCount++;
    }

    /** Waiting sequences that the last search passed over; a search that is spared would pass over the same. */
    int skippedCount() {
        return skippedCount;
    }

    /** Whether a search of the waiting sequences could find one to admit. */
    boolean mayAdmit() {
        return searchWorthwhile && waiting.size() > 0;
    }

    /** Adapters with a running sequence. */
    int distinctRunning() {
        return runningAdapters.distinct();
    }

    /** Whether a sequence of this adapter may run beside all that do, without more than {@code maxLoras} adapters. */
    boolean slotBesideRunning(int adapter, int maxLoras) {
        return adapter == Engine.BASE || runningAdapters.distinct() < maxLoras || runningAdapters.contains(adapter);
    }

    /** Prompt blocks of a waiting sequence whose KV is cached. */
    int cachedPrefix(Sequence sequence) {
        return blocks.cachedPrefix(sequence, adapters.key(sequence.adapter()));
    }

    /** Whether there are blocks up to {@code tokens}, of which {@code hits} blocks are cached, and {@code reserve} more. */
    boolean roomFor(Sequence sequence, int hits, int tokens, int reserve) {
        return blocks.roomFor(sequence, adapters.key(sequence.adapter()), hits, tokens, reserve);
    }

    /** Makes a waiting sequence run, as the last, on its cached blocks and room up to {@code tokens}; {@link #roomFor} held. */
    void admit(Sequence sequence, int hits, int tokens, long now) {
        blocks.admit(sequence, adapters.key(sequence.adapter()), hits, tokens);
        waiting.remove(sequence);
        int hitTokens = hits * blocks.blockTokens();
        if (sequence.admitted(now, hitTokens)) {
            prefixQueries += blocks.caching() ? sequence.request().promptTokens() : 0;
            prefixHits += hitTokens;
        }
        running[runningCount++] = sequence;
        runningAdapters.add(sequence.adapter());
    }

    /** Puts the sequence that was admitted last behind those that arrived before it or with it. */
    void orderLastByArrival() {
        Sequence last = running[runningCount - 1];
        int at = runningCount - 1;
        while (at > 0
                && running[at - 1].request().arrivalNanos() > last.request().arrivalNanos()) {
            running[at] = running[at - 1];
            at--;
        }
        running[at] = last;
    }

    /** Takes the last running sequence's blocks; it waits again, as the first, and will be computed anew. */
    Sequence preemptLast(StepResult result) {
        Sequence last = running[--runningCount];
        running[runningCount] = null;
        blocks.release(last);
        runningAdapters.remove(last.adapter());
        last.preempted();
        waiting.addFirst(last);
        preemptions++;
        searchWorthwhile = true;
        result.add(EventKind.PREEMPTED, last);
        return last;
    }

    /** Takes out a sequence that was aborted. */
    void remove(Sequence sequence) {
        if (!sequence.running) {
            waiting.remove(sequence);
            skippedCount = Math.min(skippedCount, waiting.size());
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

    private void leave(Sequence sequence) {
        sequence.running = false;
        blocks.release(sequence);
        runningAdapters.remove(sequence.adapter());
        searchWorthwhile = true;
    }
}
