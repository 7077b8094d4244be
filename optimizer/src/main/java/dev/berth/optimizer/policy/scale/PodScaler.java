package dev.berth.optimizer.policy.scale;

/** A rule for the number of pods of one deployment. Pure: equal loads give equal numbers. */
public interface PodScaler {
    /** As options and reports name it. */
    String name();

    /** The number of pods that the rule asks for, before limits of speed and the deployment's own bounds; 0 is possible. */
    int desired(DeploymentLoad load);

    /** How fast the system around the rule follows it. */
    ScaleSpeed speed();
}
