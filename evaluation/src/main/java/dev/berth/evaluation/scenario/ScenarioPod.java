package dev.berth.evaluation.scenario;

/**
 * A pod that is ready at time 0.
 *
 * @param name unique in the fleet
 * @param deployment namespaced name of its deployment
 * @param zone failure domain
 */
public record ScenarioPod(String name, String deployment, String zone) {}
