package dev.berth.evaluation.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a pick costs, by policy. */
public record PickReport(int models, int pods, int replicas, int rounds, int picksOfARound, List<Row> rows) {

    /**
     * One policy.
     *
     * @param alike with each model as likely as any other: the table is met cold
     * @param byZipf as traffic comes
     */
    public record Row(String policy, Cost alike, Cost byZipf) {}

    /** Of one pick, of the thread's CPU time. */
    public record Cost(Spread nanos, Spread bytes) {}

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "%,d models on %,d pods, up to %d replicas; %d rounds of %,d picks; median [least - most] of the rounds"
                        .formatted(models, pods, replicas, rounds, picksOfARound));
        lines.add(line("policy", "ns, models alike", "ns, by Zipf", "bytes"));
        for (Row row : rows) {
            lines.add(line(
                    row.policy(),
                    text("%,.0f [%,.0f - %,.0f]", row.alike().nanos()),
                    text("%,.0f [%,.0f - %,.0f]", row.byZipf().nanos()),
                    text("%.2f [%.2f - %.2f]", row.alike().bytes())));
        }
        return lines;
    }

    private static String text(String form, Spread spread) {
        return String.format(Locale.ROOT, form, spread.median(), spread.least(), spread.most());
    }

    private static String line(String policy, String alike, String byZipf, String bytes) {
        return "%-24s %26s %26s %22s".formatted(policy, alike, byZipf, bytes);
    }
}
