package dev.berth.simulator.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Gives synthesised prompts prefix blocks as conversations have them: a request goes on with an earlier, shorter one, whose
 * blocks it begins with, or starts a conversation of its own, which shares only the first block.
 */
final class ConversationBlocks {
    /** Conversations that may still go on; the oldest is forgotten. */
    private static final int OPEN = 256;

    /** Tries to find one that is shorter than the prompt. */
    private static final int TRIES = 16;

    private static final long SHARED_BLOCK = 0;

    private final double continuingShare;
    private final RandomGenerator random;
    private final List<List<Long>> open = new ArrayList<>();
    private int oldest;
    private long newest = SHARED_BLOCK;

    /** @param continuingShare of the requests that go on with a conversation if one fits, 0 to 1 */
    ConversationBlocks(double continuingShare, RandomGenerator random) {
        this.continuingShare = continuingShare;
        this.random = random;
    }

    List<Long> next(int promptTokens) {
        int count = (promptTokens + TraceRequest.BLOCK_TOKENS - 1) / TraceRequest.BLOCK_TOKENS;
        int continued = random.nextDouble() < continuingShare ? shorterThan(count) : -1;
        List<Long> blocks = new ArrayList<>(continued < 0 ? List.of(SHARED_BLOCK) : open.get(continued));
        while (blocks.size() < count) {
            blocks.add(++newest);
        }
        remember(blocks, continued);
        return blocks;
    }

    private int shorterThan(int count) {
        for (int i = 0; i < TRIES && !open.isEmpty(); i++) {
            int candidate = random.nextInt(open.size());
            if (open.get(candidate).size() < count) {
                return candidate;
            }
        }
        return -1;
    }

    private void remember(List<Long> blocks, int continued) {
        if (continued >= 0) {
            open.set(continued, blocks);
        } else if (open.size() < OPEN) {
            open.add(blocks);
        } else {
            open.set(oldest, blocks);
            oldest = (oldest + 1) % OPEN;
        }
    }
}
