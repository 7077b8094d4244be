package dev.berth.streaming.batch;

/**
 * A piece of a report; one of the first two is there, or else it counts records that were given up. Flink's serializers know
 * records, but no sealed types.
 */
public record ReportPart(Usage usage, PodTime podTime, long unreadable) {
    static ReportPart of(Usage usage) {
        return new ReportPart(usage, null, 0);
    }

    static ReportPart of(PodTime podTime) {
        return new ReportPart(null, podTime, 0);
    }

    static ReportPart unreadable(long count) {
        return new ReportPart(null, null, count);
    }
}
