package dev.berth.simulator.engine;

import dev.berth.domain.engine.EngineLimits;
import java.util.Arrays;

/**
 * A run of decode steps over one unchanging batch, advanced at once.
 *
 * <p>As long as nothing is loaded, admitted, ended or preempted, each step computes one more token of the same sequences. What
 * m such steps do to a sequence need not be done m times: it has m tokens more, and its adapter was used in the last of them.
 * Two sums remain to be made step by step, and neither costs anything for each sequence:
 *
 * <ul>
 *   <li>the time, since each step reads more KV than the one before and is rounded to nanoseconds by itself
 *   <li>the blocks: a sequence needs one in every {@code blockTokens}-th step. The sequences are threaded by the step in which
 *       they do, in the batch's order, so that blocks are taken (and cached prefixes forgotten) in the very order of single
 *       steps.
 * </ul>
 *
 * <p>A run does not begin while a request that just came has work for the host. It stops short of the step that ends a
 * sequence, of the one that could lack a block, and of the first that would begin too late; single steps go on from there. That
 * both ways give the same to the nanosecond is a property that the tests hold.
 */
final class DecodeRun {
    private static final int NONE = -1;

    private final EngineLimits limits;
    private final KvBlocks blocks;
    private final AdapterCache adapters;
    private final Queues queues;
    private final StepPace pace;
    /** Blocks that must stay free: V0 asks for a free one before each decode, even if it needs none. */
    private final int reserve;

    /** By step modulo {@code blockTokens}: the first sequence that needs a block in it, and how many do. */
    private final int[] firstNeedy;

    private final int[] needy;
    private final int[] nextNeedy;

    private long kvTokens;
    private int mostSteps;

    private int steps;
    private long nanos;
    private long lastNanos;

    DecodeRun(EngineLimits limits, KvBlocks blocks, AdapterCache adapters, Queues queues, StepPace pace) {
        this.limits = limits;
        this.blocks = blocks;
        this.adapters = adapters;
        this.queues = queues;
        this.pace = pace;
        this.reserve = limits.prefillFirst() ? 1 : 0;
        this.firstNeedy = new int[limits.blockTokens()];
        this.needy = new int[limits.blockTokens()];
        this.nextNeedy = new int[limits.maxNumSeqs()];
    }

    int steps() {
        return steps;
    }

    long nanos() {
        return nanos;
    }

    long lastNanos() {
        return lastNanos;
    }

    /**
     * Finds the longest run whose steps begin at {@code now} and, the last, before {@code until}. Changes nothing in the engine.
     *
     * @return whether it has a step
     */
    boolean plan(long now, long until) {
        steps = 0;
        nanos = 0;
        boolean busy = queues.runningCount() > 0 && queues.runningCount() <= limits.maxBatchedTokens();
        if (busy && !queues.mayAdmit() && !pace.owes() && thread()) {
            sum(until - now);
        }
        return steps > 0;
    }

    /** Threads the sequences by need of blocks; false if one does not merely decode. */
    private boolean thread() {
        Arrays.fill(firstNeedy, NONE);
        Arrays.fill(needy, 0);
        kvTokens = 0;
        mostSteps = Integer.MAX_VALUE;
        for (int i = queues.runningCount() - 1; i >= 0; i--) {
            Sequence sequence = queues.running(i);
            mostSteps = Math.min(mostSteps, sequence.tokensToCome() - 1);
            if (mostSteps == 0 || !sequence.decoding() || !adapters.ready(sequence.adapter())) {
                return false;
            }
            kvTokens += sequence.computed;
            int step = sequence.blockCount * limits.blockTokens() - sequence.computed;
            nextNeedy[i] = firstNeedy[step];
            firstNeedy[step] = i;
            needy[step]++;
        }
        return true;
    }

    private void sum(long span) {
        int decodes = queues.runningCount();
        int distinct = queues.distinctRunning();
        int free = blocks.freeCount();
        int phase = 0;
        while (steps < mostSteps && nanos < span && free - needy[phase] >= reserve) {
            free -= needy[phase];
            phase = phase + 1 == needy.length ? 0 : phase + 1;
            lastNanos = pace.nanos(decodes, 0, kvTokens, distinct);
            kvTokens += decodes;
            nanos += lastNanos;
            steps++;
        }
    }

    /** Does what was planned. */
    void run(long now) {
        int phase = 0;
        for (int step = 0; step < steps; step++) {
            for (int i = firstNeedy[phase]; i != NONE; i = nextNeedy[i]) {
                blocks.grow(queues.running(i));
            }
            phase = phase + 1 == needy.length ? 0 : phase + 1;
        }
        adapters.beginUse();
        for (int i = 0; i < queues.runningCount(); i++) {
            Sequence sequence = queues.running(i);
            sequence.decoded(steps, now + nanos, lastNanos);
            adapters.use(sequence.adapter());
        }
    }
}
