package dev.berth.optimizer.policy;

import dev.berth.optimizer.problem.ModelLoad;
import dev.berth.optimizer.problem.PlacementProblem;
import dev.berth.optimizer.problem.PodSeat;
import dev.berth.optimizer.problem.Units;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * LoRAServe's placement (Jaiswal et al., "Serving Heterogeneous LoRA Adapters in Distributed LLM Inference Systems", arXiv
 * 2511.22880): servers are given to ranks in proportion to the ranks' utilisation (largest remainders), each rank's adapters
 * are packed onto its servers in fractions, largest demand first onto the least loaded, up to the mean utilisation; what is
 * left goes, highest rank first, to the least loaded server that serves that rank or a higher one already; servers change
 * places for the fewest moves; requests follow the published fractions.
 *
 * <p>Approximate: an operating point for each rank is not known here, since a profile is of a pod whose slots are all padded
 * to its own rank; the load by that profile takes its place. Remote fetches over RDMA have no counterpart in vLLM: loads
 * cost what they cost. Beyond the rule: host memory and declared minima hold.
 */
final class LoraserveLikePolicy implements PlacementPolicy {
    private static final double NOTHING = 1e-9;

    @Override
    public String name() {
        return "loraserve-like";
    }

    @Override
    public PolicyTraits traits() {
        return PolicyTraits.BY_DEMAND;
    }

    @Override
    public Result place(PlacementProblem problem, long seed) {
        Hosting hosting = new Hosting(problem);
        TreeMap<String, List<ModelLoad>> byBase = new TreeMap<>();
        Hosting.heaviestFirst(problem)
                .forEach(m -> byBase.computeIfAbsent(m.facts().baseModel(), b -> new ArrayList<>())
                        .add(m));
        byBase.forEach((base, adapters) -> place(base, adapters, hosting));
        return new Result(Relabelling.leastMoves(hosting).toPlacement(), 0);
    }

    private static void place(String base, List<ModelLoad> adapters, Hosting hosting) {
        List<PodSeat> seats = hosting.problem().seats().stream()
                .filter(seat -> seat.baseModel().equals(base))
                .sorted(Comparator.comparingInt((PodSeat s) -> -s.maxLoraRank()).thenComparing(PodSeat::index))
                .toList();
        if (seats.isEmpty()) {
            return;
        }
        TreeMap<Integer, List<ModelLoad>> byRank = new TreeMap<>(Comparator.reverseOrder());
        adapters.forEach(m ->
                byRank.computeIfAbsent(m.facts().rank(), r -> new ArrayList<>()).add(m));
        double[] utilisation =
                byRank.values().stream().mapToDouble(LoraserveLikePolicy::load).toArray();
        int[] budget = Shares.of(seats.size(), utilisation);
        double level =
                (load(adapters) + seats.stream().mapToDouble(hosting::load).sum()) / seats.size();
        int rank = 0;
        int from = 0;
        for (List<ModelLoad> ofRank : byRank.values()) {
            List<PodSeat> own = seats.subList(from, from + budget[rank]);
            ofRank.forEach(model -> pack(model, own, level, hosting));
            from += budget[rank];
            rank++;
        }
        byRank.values().forEach(ofRank -> ofRank.forEach(model -> placeRest(model, seats, hosting)));
    }

    private static double load(List<ModelLoad> adapters) {
        return adapters.stream().mapToDouble(m -> Units.pods(m.facts().load())).sum();
    }

    private static void pack(ModelLoad model, List<PodSeat> servers, double level, Hosting hosting) {
        List<PodSeat> emptiestFirst = servers.stream()
                .sorted(Comparator.comparingDouble(hosting::load).thenComparing(PodSeat::index))
                .toList();
        for (PodSeat seat : emptiestFirst) {
            double room = (level - hosting.load(seat)) / Units.pods(model.load(seat));
            double part = Math.min(hosting.left(model), room);
            if (part > NOTHING && hosting.canServe(model, seat)) {
                hosting.serve(model, seat, part);
            }
        }
    }

    private static void placeRest(ModelLoad model, List<PodSeat> seats, Hosting hosting) {
        double left = hosting.left(model);
        if (left > NOTHING) {
            List<PodSeat> could =
                    seats.stream().filter(seat -> hosting.canServe(model, seat)).toList();
            List<PodSeat> ofRank = could.stream()
                    .filter(seat -> highestRank(seat, hosting) >= model.facts().rank())
                    .toList();
            PodSeat seat = Hosting.least(ofRank.isEmpty() ? could : ofRank, hosting::load);
            if (seat != null) {
                hosting.serve(model, seat, left);
            }
        }
        while (hosting.replicas(model) < hosting.leastReplicas(model)) {
            PodSeat another = Hosting.least(hosting.open(model), hosting::load);
            if (another == null) {
                break;
            }
            hosting.hold(model, another);
        }
    }

    private static int highestRank(PodSeat seat, Hosting hosting) {
        return Hosting.adapters(hosting.problem()).stream()
                .filter(model -> hosting.holds(model, seat))
                .mapToInt(model -> model.facts().rank())
                .max()
                .orElse(0);
    }
}
