package dev.berth.streaming.profile;

import dev.berth.streaming.profile.PodStopwatch.Batch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who was in a pod's batch when, as far as its requests tell. */
final class PodPicture {
    private final List<TimedRequest> requests;
    private final String baseModel;

    /** @param requests those that decoded at a time that is known count, the others are overlooked */
    PodPicture(List<TimedRequest> requests, String baseModel) {
        this.requests = requests.stream().filter(TimedRequest::decoded).toList();
        this.baseModel = baseModel;
    }

    boolean isAdapter(String model) {
        return !model.equals(baseModel);
    }

    /** Whether no other request waited for its first token at any time at which this one did. */
    boolean aloneWithItsPrompt(TimedRequest request) {
        for (TimedRequest other : requests) {
            boolean apart = other.sentMicros() >= request.firstMicros() || other.firstMicros() <= request.sentMicros();
            if (!other.equals(request) && !apart) {
                return false;
            }
        }
        return true;
    }

    /** The mean batch of the steps between two moments. */
    Batch batch(long fromMicros, long toMicros, long steps) {
        double length = toMicros - fromMicros;
        double sequences = 0;
        double prefill = 0;
        double kv = 0;
        Map<String, List<long[]>> adapters = new HashMap<>();
        for (TimedRequest request : requests) {
            if (request.firstMicros() > fromMicros && request.firstMicros() <= toMicros) {
                prefill += request.computedTokens();
            }
            long from = Math.max(fromMicros, request.firstMicros());
            long to = Math.min(toMicros, request.endMicros());
            if (from >= to) {
                continue;
            }
            double share = (to - from) / length;
            sequences += share;
            kv += share * context(request, from, to);
            if (isAdapter(request.model())) {
                adapters.computeIfAbsent(request.model(), model -> new ArrayList<>())
                        .add(new long[] {from, to});
            }
        }
        double distinct =
                adapters.values().stream().mapToLong(PodPicture::covered).sum() / length;
        return new Batch(sequences, prefill / steps, kv, distinct);
    }

    /** Tokens that the request holds in the middle of that part of its decoding. */
    private static double context(TimedRequest request, long from, long to) {
        double length = Math.max(1, request.endMicros() - request.firstMicros());
        double progress = ((from + to) / 2.0 - request.firstMicros()) / length;
        return request.promptTokens() + progress * request.outputTokens();
    }

    /** Length of the union of intervals. */
    private static long covered(List<long[]> intervals) {
        intervals.sort(Comparator.comparingLong(interval -> interval[0]));
        long sum = 0;
        long end = Long.MIN_VALUE;
        for (long[] interval : intervals) {
            long from = Math.max(interval[0], end);
            sum += Math.max(0, interval[1] - from);
            end = Math.max(end, interval[1]);
        }
        return sum;
    }

    /** Tokens that the requests generated between two moments. */
    double generated(long fromMicros, long toMicros) {
        double tokens = 0;
        for (TimedRequest request : requests) {
            if (request.firstMicros() > fromMicros && request.firstMicros() <= toMicros) {
                tokens++;
            }
            long overlap = Math.min(toMicros, request.endMicros()) - Math.max(fromMicros, request.firstMicros());
            if (overlap > 0) {
                tokens += request.steps() * (double) overlap / (request.endMicros() - request.firstMicros());
            }
        }
        return tokens;
    }
}
