package dev.berth.optimizer.problem;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which pods are meant for patient classes, and which for the others.
 *
 * <p>A pod serves all its classes in one batch, so its steps may last no longer than the strictest of them allows. Where
 * strict and patient adapters share every pod, all pods have to be as quick as the strict ones want; where they are apart, the
 * pods of the patient may be fuller, and those of the strict are quicker. The router parts requests by itself as far as it
 * has a choice of pods: so a copy is of more use in the lane of its class. Nothing is forbidden: a lane is where an adapter
 * goes first if nothing else speaks for another pod.
 *
 * <p>With {@code S} the load of the strict and {@code P} that of the patient classes, {@code n} pods give
 * {@code n f P / (f P + S)} of them to the patient, f = {@link #FULLER}. Pods that hold more of the patient already are
 * theirs first, and as many as there are stay as many until that is more than {@link #DEAD_BAND} off.
 */
public final class Lanes {
    /** What patient load counts where it is among its like: such pods are filled to half as much again. */
    private static final double FULLER = 0.65;

    private static final double DEAD_BAND = 0.75;
    private static final int LEAST_PODS = 4;

    private final Map<String, boolean[]> patientPods = new HashMap<>();
    private final PlacementProblem problem;

    private Lanes(PlacementProblem problem) {
        this.problem = problem;
    }

    public static Lanes of(PlacementProblem problem) {
        Lanes lanes = new Lanes(problem);
        if (Boolean.getBoolean("claims.nolanes")) {
            return lanes;
        }
        problem.seats().stream().map(PodSeat::baseModel).distinct().forEach(lanes::part);
        return lanes;
    }

    /** Whether the pod is one of those that the adapter's class goes to first; all are where there are no lanes. */
    public boolean matches(ModelLoad model, PodSeat seat) {
        boolean[] patient = patientPods.get(seat.baseModel());
        return patient == null || !model.adapter() || patient[seat.index()] == model.facts().patient();
    }

    private void part(String base) {
        List<ModelLoad> models = problem.models().stream()
                .filter(model -> model.adapter() && model.facts().baseModel().equals(base))
                .toList();
        List<PodSeat> pods = problem.seats().stream()
                .filter(seat -> seat.baseModel().equals(base))
                .toList();
        double patient = FULLER * load(models, true);
        double strict = load(models, false);
        if (pods.size() < LEAST_PODS || patient == 0 || strict == 0) {
            return;
        }
        int[] lean = lean(models);
        int now = (int) pods.stream().filter(pod -> lean[pod.index()] > 0).count();
        double ideal = pods.size() * patient / (patient + strict);
        long wanted = Math.abs(ideal - now) <= DEAD_BAND ? now : Math.round(ideal);
        long most = Math.max(1, Math.min(pods.size() - 1, wanted));
        boolean[] theirs = new boolean[problem.seats().size()];
        mostPatientFirst(pods, lean).stream().limit(most).forEach(pod -> theirs[pod.index()] = true);
        patientPods.put(base, theirs);
    }

    private static double load(List<ModelLoad> models, boolean patient) {
        return models.stream()
                .filter(model -> model.facts().patient() == patient)
                .mapToLong(model -> model.facts().load())
                .sum();
    }

    /** Patient adapters that each pod holds beyond the strict ones. */
    private int[] lean(List<ModelLoad> models) {
        int[] lean = new int[problem.seats().size()];
        for (ModelLoad model : models) {
            int counts = model.facts().patient() ? 1 : -1;
            for (PodSeat seat : problem.seats()) {
                lean[seat.index()] += model.current(seat) ? counts : 0;
            }
        }
        return lean;
    }

    /** Of equals, one of each zone in turn. */
    private static List<PodSeat> mostPatientFirst(List<PodSeat> pods, int[] lean) {
        Map<Integer, Integer> ofZone = new HashMap<>();
        Map<PodSeat, Integer> turn = new HashMap<>();
        for (PodSeat pod : pods) {
            turn.put(pod, ofZone.merge(pod.zone(), 1, Integer::sum));
        }
        List<PodSeat> sorted = new ArrayList<>(pods);
        sorted.sort(Comparator.comparingInt((PodSeat pod) -> -lean[pod.index()])
                .thenComparing(turn::get)
                .thenComparing(PodSeat::index));
        return sorted;
    }
}
