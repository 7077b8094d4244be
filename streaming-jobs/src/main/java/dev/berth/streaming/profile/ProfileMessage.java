package dev.berth.streaming.profile;

import dev.berth.domain.json.Json;
import dev.berth.domain.profile.LatencyProfile;

/** A profile on its way to the blackboard, as the text that it will be there: Flink's serializers know no lists of lists. */
public record ProfileMessage(String deployment, String json) {
    static ProfileMessage of(LatencyProfile profile) {
        return new ProfileMessage(profile.deployment(), Json.write(profile));
    }

    LatencyProfile profile() {
        return Json.read(json, LatencyProfile.class);
    }
}
