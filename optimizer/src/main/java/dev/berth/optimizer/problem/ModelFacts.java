package dev.berth.optimizer.problem;

/**
 * What is known of a model wherever it is placed.
 *
 * @param adapter false for a base model, which is on all its pods and takes no slot
 * @param rank 0 for a base model
 * @param urgency what a unit of its load counts when it can't be served; higher is served first
 * @param minReplicas least pods, not more than may hold it
 * @param maxReplicas most pods, 0 for no bound
 * @param quanta into how many equal parts its demand is cut
 * @param ratePerSecond expected arrivals
 * @param burstiness variance over mean of its arrivals in a second; 1 is Poisson
 * @param missedShare share of its requests too long for the objective on any pod
 * @param kept whether it is asked for and is on a pod already, so that it must not vanish from the fleet
 * @param zones failure domains that there are to spread over
 * @param load all of its demand on the deployment where it is heaviest, ten-thousandths of a pod
 */
public record ModelFacts(
        String model,
        boolean adapter,
        String baseModel,
        int rank,
        String sloClass,
        int urgency,
        int minReplicas,
        int maxReplicas,
        int quanta,
        double ratePerSecond,
        double burstiness,
        double missedShare,
        boolean kept,
        int zones,
        long load) {

    ModelFacts withQuanta(int parts) {
        return new ModelFacts(
                model,
                adapter,
                baseModel,
                rank,
                sloClass,
                urgency,
                minReplicas,
                maxReplicas,
                parts,
                ratePerSecond,
                burstiness,
                missedShare,
                kept,
                zones,
                load);
    }
}
