package dev.berth.streaming.app;

import dev.berth.domain.json.Json;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.store.Blackboard;
import dev.berth.store.HashKey;
import dev.berth.store.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./berth profile show}. */
@Command(
        name = "show",
        description = "Show profiles: those of a fleet, or of files in Berth's or AIBrix's form.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: ./berth profile show --fleet demo --deployment default/sim",
            "         ./berth profile show profile.json"
        })
final class ProfileShowCommand implements Callable<Integer> {
    @Mixin
    private ProfilePlace place;

    @Parameters(paramLabel = "PROFILE", arity = "0..*", description = "a file, live:NS/NAME or offline:NS/NAME")
    private List<String> named = List.of();

    @Option(names = "--deployment", paramLabel = "NS/NAME", description = "only this one")
    private String deployment;

    @Option(names = "--output", defaultValue = "text", description = "text or json (default ${DEFAULT-VALUE})")
    private ProfileOutput output;

    @Override
    public Integer call() {
        return named.isEmpty() ? showFleet() : showNamed();
    }

    private int showNamed() {
        ProfileSource source = new ProfileSource(place::open);
        List<ShownProfile> profiles = new ArrayList<>();
        named.forEach(name -> profiles.add(source.read(name)));
        if (output == ProfileOutput.JSON) {
            System.out.println(Json.writePretty(profiles));
        } else {
            profiles.forEach(profile -> System.out.println(ProfileTable.of(profile)));
        }
        return 0;
    }

    private int showFleet() {
        Map<String, Map<String, LatencyProfile>> byKey = new TreeMap<>();
        try (Blackboard blackboard = place.open()) {
            for (HashKey<LatencyProfile> key : List.of(Keys.PROFILE, Keys.PROFILE_OFFLINE)) {
                Map<String, LatencyProfile> profiles = new TreeMap<>(blackboard.readAll(key));
                profiles.keySet().removeIf(name -> deployment != null && !name.equals(deployment));
                byKey.put(key.name(), profiles);
            }
        }
        if (output == ProfileOutput.JSON) {
            System.out.println(Json.writePretty(byKey));
            return 0;
        }
        byKey.forEach((key, profiles) ->
                profiles.values().forEach(profile -> System.out.println(ProfileTable.of(key, profile))));
        if (byKey.values().stream().allMatch(Map::isEmpty)) {
            System.err.println("berth: no profile is published; see ./berth profile publish --help");
            return CommandLines.FAILED;
        }
        return 0;
    }
}
