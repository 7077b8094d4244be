package dev.berth.optimizer.app;

import dev.berth.store.Blackboard;
import dev.berth.store.RedisBlackboard;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the store is, and which fleet's. */
final class StoreOptions {
    @Option(names = "--redis", paramLabel = "URL", defaultValue = "redis://127.0.0.1:6379", description = "The store.")
    String redis = "";

    @Option(names = "--fleet", paramLabel = "NAME", defaultValue = "default", description = "Name of the fleet.")
    String fleet = "";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec verb;

    Blackboard open() {
        try {
            return new RedisBlackboard(redis, fleet);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(verb.commandLine(), e.getMessage(), e);
        }
    }
}
