package dev.berth.streaming.demand;

import dev.berth.domain.config.Doc;
import java.io.Serializable;

/** How demand is made of requests. */
public record DemandConfig(
        @Doc("length of the window that demand is told of, seconds; a multiple of slideSeconds, at most 900")
                long windowSeconds,
        @Doc("how often a window closes, seconds; divides 60") long slideSeconds,
        @Doc("how much later than younger ones a record may be read before its window closes, milliseconds")
                long outOfOrderMillis,
        @Doc("a partition without any record for this long does not hold the others up, milliseconds") long idleMillis,
        @Doc("a record from further in the future than this is refused, milliseconds") long futureMillis,
        @Doc("a demand is written at once when a rate, latency or count of it moved by more than this share")
                double materialChange,
        @Doc("a demand that moved by less is written this often, milliseconds; at most a minute") long rewriteMillis)
        implements Serializable {

    public static final DemandConfig DEFAULTS = new DemandConfig(60, 5, 1_000, 5_000, 60_000, 0.10, 20_000);

    public DemandConfig {
        if (slideSeconds < 1 || windowSeconds < slideSeconds || windowSeconds % slideSeconds != 0) {
            throw new IllegalArgumentException("windowSeconds (" + windowSeconds
                    + ") must be a multiple of slideSeconds (" + slideSeconds + "), and that at least 1");
        }
        if (60 % slideSeconds != 0 || windowSeconds > 900) {
            throw new IllegalArgumentException(
                    "slideSeconds (" + slideSeconds + ") divides a minute, and windowSeconds (" + windowSeconds
                            + ") is at most 900, since windows add up to 15 minutes");
        }
        if (outOfOrderMillis < 0 || idleMillis <= 0 || futureMillis <= 0) {
            throw new IllegalArgumentException("outOfOrderMillis is >= 0, idleMillis and futureMillis are > 0");
        }
        if (!(materialChange >= 0) || rewriteMillis <= 0 || rewriteMillis > 60_000) {
            throw new IllegalArgumentException("materialChange is >= 0 and rewriteMillis in [1, 60000]");
        }
    }

    public Windows windows() {
        return new Windows(windowSeconds * 1_000, slideSeconds * 1_000);
    }
}
