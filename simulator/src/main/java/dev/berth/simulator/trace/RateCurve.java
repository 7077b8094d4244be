package dev.berth.simulator.trace;

import java.util.Arrays;

/**
 * The rate of synthesised traffic: {@code mean * (1 + amplitude * sin(2 pi t / period)) * minute factor}.
 *
 * @param requestsPerSecond mean of the wave
 * @param amplitude 0 (steady) to 1
 * @param periodSeconds of the wave
 * @param minutes see {@link MinuteFactors}
 */
public record RateCurve(double requestsPerSecond, double amplitude, double periodSeconds, MinuteFactors minutes) {
    public RateCurve {
        if (!(requestsPerSecond > 0) || !(amplitude >= 0 && amplitude <= 1) || !(periodSeconds > 0)) {
            throw new IllegalArgumentException(
                    "a rate curve has requestsPerSecond > 0, amplitude 0 to 1 and periodSeconds > 0, not "
                            + requestsPerSecond + ", " + amplitude + ", " + periodSeconds);
        }
    }

    public static RateCurve steady(double requestsPerSecond) {
        return new RateCurve(requestsPerSecond, 0, 1, MinuteFactors.NONE);
    }

    public double at(double seconds) {
        return requestsPerSecond
                * (1 + amplitude * Math.sin(2 * Math.PI * seconds / periodSeconds))
                * minutes.at(seconds);
    }

    /** Never exceeded. */
    double peak() {
        return requestsPerSecond
                * (1 + amplitude)
                * Arrays.stream(minutes.factors()).max().orElse(1);
    }
}
