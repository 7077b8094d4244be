package dev.berth.evaluation.stack;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A child process to be.
 *
 * @param name unique in its stack, also the name of its log file
 * @param command program and arguments
 * @param environment laid over this process's own
 * @param ready how it says that it is ready
 * @param startBound longest time to that, or it has failed
 * @param stopBound from the request to end until it is killed
 * @param restart what happens when it ends by itself
 */
public record ChildSpec(
        String name,
        List<String> command,
        Map<String, String> environment,
        ReadyLine ready,
        Duration startBound,
        Duration stopBound,
        RestartPolicy restart) {

    public ChildSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
