package dev.berth.simulator.trace;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Lengths drawn from those of a trace, prompt and output together. Of a long trace a fair sample is kept, so memory does not
 * grow with it.
 */
public final class JointLengths implements LengthSource {
    private static final int MOST = 1 << 15;

    private final int[] promptTokens;
    private final int[] outputTokens;

    private JointLengths(int[] promptTokens, int[] outputTokens) {
        this.promptTokens = promptTokens;
        this.outputTokens = outputTokens;
    }

    /** Reads a trace through. */
    public static JointLengths of(TraceSource source) {
        int[] prompts = new int[MOST];
        int[] outputs = new int[MOST];
        SplittableRandom random = new SplittableRandom(1);
        long seen = 0;
        try (TraceReading reading = source.open(1)) {
            while (reading.hasNext()) {
                TraceRequest request = reading.next();
                long place = seen < MOST ? seen : random.nextLong(seen + 1);
                seen++;
                if (place < MOST) {
                    prompts[(int) place] = request.promptTokens();
                    outputs[(int) place] = request.outputTokens();
                }
            }
        }
        if (seen == 0) {
            throw new TraceException("lengths can't be drawn from a trace without requests");
        }
        int kept = (int) Math.min(seen, MOST);
        return new JointLengths(Arrays.copyOf(prompts, kept), Arrays.copyOf(outputs, kept));
    }

    @Override
    public RequestLengths lengths(Chance chance, long index) {
        int drawn = (int) (chance.unit(index) * promptTokens.length);
        return new RequestLengths(promptTokens[drawn], outputTokens[drawn]);
    }
}
