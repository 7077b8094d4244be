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
 * <p>Prompt and output lengths are drawn independently of each other (their rank correlation in azure-conv is 0.07) from the
 * trace's quantiles. Arrivals are a renewal process with the trace's mean rate and inter-arrival coefficient of variation,
 * gaps being hyperexponential with balanced means. What is not reproduced: slow changes of the rate, and silences.
 */
public enum TraceShape {
    /** Azure LLM inference trace 2023, conversation (Patel et al., Splitwise, ISCA 2024). */
    AZURE_CONV(
            "azure-conv",
            5.53,
            1.09,
            Distribution.of(2, 396, 1020, 1189, 4083, 4142, 14050),
            Distribution.of(7, 85, 129, 395, 451, 601, 1000)),
    /** Azure LLM inference trace 2023, code. */
    AZURE_CODE(
            "azure-code",
            2.57,
            13.2,
            Distribution.of(3, 578, 1469, 2744, 7303, 7436, 7437),
            Distribution.of(6, 9, 13, 24, 90, 251, 1899));

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
        List<TraceRequest> requests = new ArrayList<>();
        for (double at = gap(random); at < seconds; at += gap(random)) {
            requests.add(new TraceRequest(
                    at,
                    (int) Math.round(promptTokens.at(random.nextDouble())),
                    (int) Math.round(outputTokens.at(random.nextDouble())),
                    List.of()));
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
