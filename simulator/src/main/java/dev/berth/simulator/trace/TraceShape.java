package dev.berth.simulator.trace;

import dev.berth.domain.config.NearestName;
import dev.berth.simulator.trace.Quantiles.Distribution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The statistics of a public trace, from which traffic like it is synthesised.
 *
 * <p>Prompt and output lengths are independent of each other (their rank correlation in azure-conv is 0.07) and follow the
 * trace's quantiles. Arrivals are a renewal process with the trace's mean rate and inter-arrival coefficient of variation,
 * gaps being hyperexponential with balanced means. What is not reproduced: slow changes of the rate, and silences.
 */
public enum TraceShape implements LengthSource {
    /** Azure LLM inference trace 2023, conversation (Patel et al., Splitwise, ISCA 2024). */
    AZURE_CONV(
            "azure-conv",
            5.53,
            1.09,
            Distribution.ofPercentiles(
                    0, 2, 1, 29, 5, 181, 10, 207, 25, 396, 50, 1020, 75, 1189, 90, 2734, 95, 4083, 99, 4142, 100,
                    14050),
            Distribution.ofPercentiles(
                    0, 7, 1, 16, 5, 41, 10, 54, 25, 85, 50, 129, 75, 395, 90, 424, 95, 451, 99, 601, 100, 1000)),
    /** Azure LLM inference trace 2023, code. Its shortest lengths are not published; those here are assumed. */
    AZURE_CODE(
            "azure-code",
            2.57,
            13.2,
            Distribution.ofPercentiles(0, 3, 25, 578, 50, 1469, 75, 2744, 95, 7303, 99, 7436, 100, 7437),
            Distribution.ofPercentiles(0, 6, 25, 9, 50, 13, 75, 24, 95, 90, 99, 251, 100, 1899)),
    /** Mooncake trace, conversation (Qin et al., FAST 2025): long prompts, of which an endless cache had seen 37 %. */
    MOONCAKE_CONVERSATION(
            "mooncake-conversation",
            3.40,
            1.0,
            Distribution.ofPercentiles(
                    0, 891, 5, 901, 10, 964, 25, 2306, 50, 6909, 75, 15367, 90, 27367, 95, 39550, 99, 85400, 100,
                    126195),
            Distribution.ofPercentiles(
                    0, 1, 1, 3, 5, 10, 10, 24, 25, 156, 50, 350, 75, 472, 90, 597, 95, 698, 99, 1118, 100, 2000),
            0.89),
    /**
     * Chat of ShareGPT as vLLM's benchmark samples it (mean prompt 215, mean output 198 tokens; prompts up to 1,024). Only
     * the means are published; the percentiles between are assumed so as to meet them.
     */
    SHAREGPT(
            "sharegpt",
            1,
            1,
            Distribution.ofPercentiles(0, 4, 25, 18, 50, 80, 75, 320, 90, 640, 99, 1000, 100, 1024),
            Distribution.ofPercentiles(0, 4, 25, 50, 50, 150, 75, 300, 90, 450, 99, 750, 100, 1024)),
    /**
     * Text-to-SQL as of the BIRD benchmark: a schema and a question in, one statement out. Its token lengths are not
     * published; all are assumed.
     */
    BIRD(
            "bird",
            1,
            1,
            Distribution.ofPercentiles(0, 200, 25, 600, 50, 1000, 75, 1700, 95, 3500, 100, 6000),
            Distribution.ofPercentiles(0, 10, 25, 30, 50, 45, 75, 75, 95, 150, 100, 300));

    private static final double NO_CONVERSATIONS = -1;

    private final String label;
    private final double requestsPerSecond;
    private final double gapVariation;
    private final Distribution promptTokens;
    private final Distribution outputTokens;
    private final double continuingShare;

    TraceShape(
            String label,
            double requestsPerSecond,
            double gapVariation,
            Distribution promptTokens,
            Distribution outputTokens) {
        this(label, requestsPerSecond, gapVariation, promptTokens, outputTokens, NO_CONVERSATIONS);
    }

    TraceShape(
            String label,
            double requestsPerSecond,
            double gapVariation,
            Distribution promptTokens,
            Distribution outputTokens,
            double continuingShare) {
        this.label = label;
        this.requestsPerSecond = requestsPerSecond;
        this.gapVariation = gapVariation;
        this.promptTokens = promptTokens;
        this.outputTokens = outputTokens;
        this.continuingShare = continuingShare;
    }

    /** The name on the command line. */
    public String label() {
        return label;
    }

    public double requestsPerSecond() {
        return requestsPerSecond;
    }

    /** Whether it tells what prompts have in common. */
    public boolean hasPrefixBlocks() {
        return continuingShare >= 0;
    }

    /** The names on the command line. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(TraceShape::label).toList();
    }

    /** Independent of each other; without prefix blocks. */
    @Override
    public RequestLengths lengths(Chance chance, long index) {
        return new RequestLengths((int) Math.round(promptTokens.at(chance.unit(index, 0))), (int)
                Math.round(outputTokens.at(chance.unit(index, 1))));
    }

    /**
     * @throws TraceException naming the known shapes
     */
    public static TraceShape named(String label) {
        return Arrays.stream(values())
                .filter(shape -> shape.label.equals(label))
                .findFirst()
                .orElseThrow(
                        () -> new TraceException("no trace shape '" + label + "'" + NearestName.hint(label, labels())));
    }

    /** Traffic of this shape. */
    public Trace synthesise(double seconds, RandomGenerator random) {
        if (!(seconds > 0)) {
            throw new TraceException("a trace lasts > 0 s, not " + seconds + " s");
        }
        List<Double> arrivals = new ArrayList<>();
        for (double at = gap(random); at < seconds; at += gap(random)) {
            arrivals.add(at);
        }
        int[] prompts = promptTokens.stratified(arrivals.size(), random);
        int[] outputs = outputTokens.stratified(arrivals.size(), random);
        ConversationBlocks conversations = new ConversationBlocks(continuingShare, random);
        List<TraceRequest> requests = new ArrayList<>(arrivals.size());
        for (int i = 0; i < prompts.length; i++) {
            List<Long> blocks = hasPrefixBlocks() ? conversations.next(prompts[i]) : List.of();
            requests.add(new TraceRequest(arrivals.get(i), prompts[i], outputs[i], blocks));
        }
        return new Trace("like " + label, seconds, requests);
    }

    /** One of two exponentials, so mixed that each contributes half of the mean and the variation is as wanted. */
    private double gap(RandomGenerator random) {
        double square = gapVariation * gapVariation;
        double shortShare = (1 + Math.sqrt((square - 1) / (square + 1))) / 2;
        double share = random.nextDouble() < shortShare ? shortShare : 1 - shortShare;
        return random.nextExponential() / (2 * share * requestsPerSecond);
    }
}
