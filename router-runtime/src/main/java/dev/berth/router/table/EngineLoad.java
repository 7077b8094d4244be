package dev.berth.router.table;

/**
 * What an engine says of itself with an answer: vLLM's {@code endpoint-load-metrics} header, in its text form
 * ({@code TEXT named_metrics.num_requests_waiting=3, named_metrics.kv_cache_usage_perc=0.4}).
 *
 * @param waiting requests in its queue
 * @param kvCacheUse share of its KV cache in use, 0 to 1; -1 if it does not say
 */
public record EngineLoad(int waiting, double kvCacheUse, long atMillis) {
    /** How long it counts. */
    static final long FRESH_MILLIS = 2_000;

    private static final int LONGEST = 1_024;
    private static final int MOST_WAITING = 1_000_000;

    /** Null if the header says nothing that is known. */
    public static EngineLoad parse(String header, long nowMillis) {
        if (header == null || header.length() > LONGEST) {
            return null;
        }
        double waiting = -1;
        double kv = -1;
        String pairs = header.startsWith("TEXT ") ? header.substring(5) : header;
        for (String pair : pairs.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                String name = pair.substring(pair.lastIndexOf('.', equals) + 1, equals)
                        .strip();
                double value = number(pair.substring(equals + 1).strip());
                if (name.equals("num_requests_waiting")) {
                    waiting = value;
                } else if (name.equals("kv_cache_usage_perc")) {
                    kv = value;
                }
            }
        }
        boolean said = waiting >= 0 && waiting <= MOST_WAITING;
        return said ? new EngineLoad((int) waiting, kv >= 0 && kv <= 1 ? kv : -1, nowMillis) : null;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
