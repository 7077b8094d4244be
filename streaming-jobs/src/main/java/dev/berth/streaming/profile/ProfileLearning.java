package dev.berth.streaming.profile;

import dev.berth.domain.Version;
import dev.berth.domain.profile.LatencyProfile;
import java.util.Optional;

/** From what was learned to what is published: when there is enough, and when it differs by more than its error. */
public final class ProfileLearning {
    private final ProfileConfig config;

    public ProfileLearning(ProfileConfig config) {
        this.config = config;
    }

    /**
     * Fits, and makes a profile of it.
     *
     * @param version that it would have
     * @return empty while there are too few readings, the model is too unsure, or nothing is declared of the deployment
     */
    public Optional<LatencyProfile> profile(
            LearnerMemory memory, ProfileBasis basis, Version version, long nowMillis, String deployment) {
        if (!basis.known()) {
            return Optional.empty();
        }
        EngineLearner.declared(memory, basis.gpu());
        if (EngineLearner.readings(memory) < config.leastReadings()) {
            return Optional.empty();
        }
        StepTimeFit.Result fit = EngineLearner.fit(memory, basis.stepTime());
        return fit.relativeError() > config.mostError()
                ? Optional.empty()
                : Optional.of(new LearnedProfile(basis, memory, fit).at(version, nowMillis, deployment));
    }

    /** Whether it is to take the place of what is published. */
    public static boolean supersedes(LatencyProfile published, LatencyProfile now) {
        return published == null || ProfileChange.isMaterial(published, now);
    }
}
