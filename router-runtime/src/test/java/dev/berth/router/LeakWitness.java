package dev.berth.router;

import io.netty.util.ResourceLeakDetector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Remembers every buffer that was lost without being released. Netty makes it by its name, which a system property gives. */
public final class LeakWitness<T> extends ResourceLeakDetector<T> {
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    public LeakWitness(Class<?> type, int samplingInterval) {
        super(type, samplingInterval);
    }

    /** The form that older versions of Netty ask for. */
    public LeakWitness(Class<?> type, int samplingInterval, long unused) {
        super(type, samplingInterval);
    }

    /** What was lost so far, by any test of this JVM. */
    public static Queue<String> leaks() {
        return LEAKS;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
        LEAKS.add(resourceType + records);
        super.reportTracedLeak(resourceType, records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
        LEAKS.add(resourceType);
        super.reportUntracedLeak(resourceType);
    }
}
