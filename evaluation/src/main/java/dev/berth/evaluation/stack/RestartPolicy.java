package dev.berth.evaluation.stack;

import java.time.Duration;

/**
 * What happens to a child that ends by itself.
 *
 * @param delay from its end to its next start
 * @param atMost restarts in all; then it is given up
 */
public record RestartPolicy(Duration delay, int atMost) {
    /** Control plane and router: at once. */
    public static final RestartPolicy AT_ONCE = new RestartPolicy(Duration.ofMillis(300), 20);

    /** A pod takes a while to come back, as one with a GPU does. */
    public static final RestartPolicy POD = new RestartPolicy(Duration.ofSeconds(10), 20);

    public RestartPolicy {
        if (delay.isNegative() || atMost < 0) {
            throw new IllegalArgumentException("restart after " + delay + ", at most " + atMost + " times");
        }
    }

    public RestartPolicy withDelay(Duration newDelay) {
        return new RestartPolicy(newDelay, atMost);
    }
}
