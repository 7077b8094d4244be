package dev.berth.streaming.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.config.ConfigException;
import dev.berth.domain.json.Json;
import dev.berth.domain.json.UnreadableJsonException;
import dev.berth.domain.profile.AibrixProfile;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.store.Blackboard;
import dev.berth.store.HashKey;
import dev.berth.store.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A profile that a user names: {@code live:NS/NAME}, {@code offline:NS/NAME}, or a file in Berth's or in AIBrix's form. */
final class ProfileSource {
    private static final String LIVE = "live:";
    private static final String OFFLINE = "offline:";

    private final Supplier<Blackboard> fleet;

    /** @param fleet opened only if a published profile is named */
    ProfileSource(Supplier<Blackboard> fleet) {
        this.fleet = fleet;
    }

    ShownProfile read(String name) {
        if (name.startsWith(LIVE)) {
            return published(name, Keys.PROFILE, name.substring(LIVE.length()));
        }
        if (name.startsWith(OFFLINE)) {
            return published(name, Keys.PROFILE_OFFLINE, name.substring(OFFLINE.length()));
        }
        return file(name);
    }

    private ShownProfile published(String name, HashKey<LatencyProfile> key, String deployment) {
        try (Blackboard blackboard = fleet.get()) {
            return blackboard
                    .read(key, deployment)
                    .map(profile -> ShownProfile.of(name, profile))
                    .orElseThrow(() -> new ConfigException("no " + key.name() + " of " + deployment
                            + " is published; ./berth profile show lists what is"));
        }
    }

    private static ShownProfile file(String name) {
        String text;
        try {
            text = Files.readString(Path.of(name));
        } catch (IOException e) {
            throw new ConfigException(
                    "there is no profile '" + name + "'; name a file, live:NAMESPACE/NAME or offline:NAMESPACE/NAME");
        }
        try {
            return Json.readLenient(text, JsonNode.class).has("engine")
                    ? ShownProfile.of(name, Json.read(text, LatencyProfile.class))
                    : ShownProfile.of(name, AibrixProfile.read(text));
        } catch (UnreadableJsonException | IllegalArgumentException e) {
            throw new ConfigException("the file " + name + " holds no profile: " + e.getMessage());
        }
    }
}
