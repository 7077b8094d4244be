package dev.berth.streaming.demand;

import java.util.Locale;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.Counter;

/** Names of the counters that the functions keep. */
final class DemandMetrics {
    private DemandMetrics() {}

    static Counter deadLetters(RuntimeContext context, Defect defect) {
        return context.getMetricGroup()
                .addGroup("defect", defect.name().toLowerCase(Locale.ROOT))
                .counter("dead_letters");
    }

    /** Records that were read behind the watermark, and still counted by firing the window again. */
    static Counter lateButCounted(RuntimeContext context) {
        return context.getMetricGroup().counter("late_but_counted");
    }

    /** Changes of pace that were told ahead of their window's end. */
    static Counter earlyChanges(RuntimeContext context) {
        return context.getMetricGroup().counter("early_changes");
    }
}
