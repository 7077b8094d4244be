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
public enum TraceShape {
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
            Distribution.ofPercentiles(0, 6, 25, 9, 50, 13, 75, 24, 95, 90, 99, 251, 100, 1899));

    private final String label;
    private final double requestsPerSecond;
    private final double gapVariation;
    private final Distribution promptTokens;
    private final Distribution outputTokens;

    TraceShape(
            String label,
            double requestsPerSecond,
            double gapVariation,
            Distribution promptTokens,
            Distribution outputTokens) {
        this.label = label;
        this.requestsPerSecond = requestsPerSecond;
        this.gapVariation = gapVariation;
        this.promptTokens = promptTokens;
        this.outputTokens = outputTokens;
    }

    /** The name on the command line. */
    public String label() {
        return label;
    }

    public double requestsPerSecond() {
        return requestsPerSecond;
    }

    /**
     * @throws TraceException naming the known shapes
     */
    public static TraceShape named(String label) {
        return Arrays.stream(values())
                .filter(shape -> shape.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new TraceException("no trace shape '" + label + "'"
                        + NearestName.hint(
                                label, Arrays.stream(values()).map(s -> s.label).toList())));
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
        List<TraceRequest> requests = new ArrayList<>(arrivals.size());
        for (int i = 0; i < prompts.length; i++) {
            requests.add(new TraceRequest(arrivals.get(i), prompts[i], outputs[i], List.of()));
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
