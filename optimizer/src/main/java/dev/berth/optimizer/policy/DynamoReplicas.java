package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How many replicas NVIDIA Dynamo's LoRA controller gives each adapter of one base model
 * ({@code lib/llm/src/lora/controller.rs}): of the adapters with requests in the window, as many as there are slots, the most
 * asked for first; each has its share of all slots, rounded up, at least one and at most one on each worker. If those are more
 * than there are slots all are scaled down, at least to one, and the largest remainders share what is left. All slots are
 * handed out, whatever an objective needs.
 */
final class DynamoReplicas {
    private DynamoReplicas() {}

    /** Of the adapters that get a share of the slots; not of those without requests, nor of those beyond the slots. */
    static Map<ModelLoad, Integer> of(List<ModelLoad> adapters, int slots, int workers) {
        List<ModelLoad> active = adapters.stream()
                .filter(m -> m.facts().ratePerSecond() > 0)
                .sorted(Comparator.comparingDouble((ModelLoad m) -> -m.facts().ratePerSecond())
                        .thenComparing(ModelLoad::model))
                .limit(slots)
                .toList();
        double rate =
                active.stream().mapToDouble(m -> m.facts().ratePerSecond()).sum();
        Map<ModelLoad, Double> raw = active.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        m -> Math.min(workers, Math.max(1, Math.ceil(m.facts().ratePerSecond() / rate * slots))),
                        (a, b) -> a,
                        DynamoReplicas::byIndex));
        double sum = raw.values().stream().mapToDouble(Double::doubleValue).sum();
        if (sum > slots) {
            return scaledDown(raw, slots / sum, slots, workers);
        }
        Map<ModelLoad, Integer> replicas = byIndex();
        raw.forEach((model, count) -> replicas.put(model, count.intValue()));
        return replicas;
    }

    private static Map<ModelLoad, Integer> scaledDown(
            Map<ModelLoad, Double> raw, double scale, int slots, int workers) {
        Map<ModelLoad, Integer> replicas = byIndex();
        Map<ModelLoad, Double> remainder = byIndex();
        raw.forEach((model, count) -> {
            double scaled = Math.max(1, count * scale);
            replicas.put(model, (int) scaled);
            remainder.put(model, scaled - (int) scaled);
        });
        int left =
                slots - replicas.values().stream().mapToInt(Integer::intValue).sum();
        List<ModelLoad> byRemainder = new ArrayList<>(replicas.keySet());
        byRemainder.sort(
                Comparator.comparingDouble((ModelLoad m) -> -remainder.get(m)).thenComparing(ModelLoad::model));
        for (ModelLoad model : byRemainder) {
            if (left > 0 && replicas.get(model) < workers) {
                replicas.merge(model, 1, Integer::sum);
                left--;
            }
        }
        return replicas;
    }

    private static <V> Map<ModelLoad, V> byIndex() {
        return new TreeMap<>(Comparator.comparingInt(ModelLoad::index));
    }

    /** By base model, the adapters that may be told to have replicas, in the order of their names. */
    static Map<String, List<ModelLoad>> byBase(PlacementProblem problem) {
        return Hosting.adapters(problem).stream()
                .collect(Collectors.groupingBy(m -> m.facts().baseModel(), TreeMap::new, Collectors.toList()));
    }

    /** Replicas of all adapters of one base model; none for those beyond the slots. */
    static Map<ModelLoad, Integer> inSlots(String base, List<ModelLoad> adapters, Hosting hosting) {
        int slots = 0;
        int workers = 0;
        for (var seat : hosting.problem().seats()) {
            if (seat.baseModel().equals(base)) {
                slots += Math.min(seat.slots(), seat.hostRoom());
                workers++;
            }
        }
        Map<ModelLoad, Integer> replicas = of(adapters, slots, workers);
        replicas.replaceAll((model, count) -> Math.max(count, hosting.leastReplicas(model)));
        return replicas;
    }
}
