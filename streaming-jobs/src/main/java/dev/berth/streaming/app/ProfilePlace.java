package dev.berth.streaming.app;

import dev.berth.store.Blackboard;
import dev.berth.store.RedisBlackboard;
import picocli.CommandLine.Option;

/** Where the profiles are. */
final class ProfilePlace {
    @Option(
            names = "--redis",
            paramLabel = "URL",
            defaultValue = "redis://127.0.0.1:6379",
            description = "Redis of the fleet (default ${DEFAULT-VALUE})")
    private String redis;

    @Option(
            names = "--fleet",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "name of the fleet (default ${DEFAULT-VALUE})")
    private String fleet;

    Blackboard open() {
        return new RedisBlackboard(redis, fleet);
    }

    /** Another Redis, the same fleet. */
    Blackboard openAt(String redisUrl) {
        return new RedisBlackboard(redisUrl, fleet);
    }
}
