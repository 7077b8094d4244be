package dev.berth.actuator.reconcile;

import dev.berth.actuator.observe.PodProbe;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A vLLM server in virtual time, as far as the actuator can tell: registrations, lives, and answers. */
final class VirtualPod {
    static final String BASE = "llama";

    final String name;
    final String url;
    final Map<String, String> registered = new TreeMap<>();
    final Map<String, CommandFailure> failures = new HashMap<>();
    boolean up = true;
    boolean slow;
    long loadMillis = 500;
    private int life = 1;

    /** How a pod answers to the load of an adapter. */
    record CommandFailure(int status, String text) {}

    VirtualPod(String name) {
        this.name = name;
        this.url = "http://" + name + ":8000";
    }

    String incarnation() {
        return life + ".000";
    }

    void die() {
        up = false;
    }

    /** A new life has none of the adapters of the old one. */
    void restart() {
        up = true;
        life++;
        registered.clear();
    }

    PodProbe probe(long now) {
        if (!up) {
            return new PodProbe.Silent(name, url, now, true, "connection refused");
        }
        if (slow) {
            return new PodProbe.Silent(name, url, now, false, "timeout");
        }
        return new PodProbe.Answered(name, url, now, incarnation(), registered, Set.of(BASE));
    }

    CommandResult carryOut(Command command, long at) {
        if (!up) {
            return new CommandResult(command, 0, "connection refused", 0, at);
        }
        if (command instanceof Command.Load load) {
            return load(load, at);
        }
        Command.Unload unload = (Command.Unload) command;
        boolean had = registered.remove(unload.engineName()) != null;
        return had
                ? new CommandResult(command, 200, "Success: LoRA adapter removed", 0.01, at)
                : new CommandResult(command, 404, "The lora adapter cannot be found.", 0.01, at);
    }

    private CommandResult load(Command.Load load, long at) {
        double seconds = loadMillis / 1000.0;
        CommandFailure failure = failures.get(load.engineName());
        if (failure != null) {
            return new CommandResult(load, failure.status(), failure.text(), seconds, at);
        }
        if (registered.containsKey(load.engineName())) {
            String text = "The lora adapter '" + load.engineName() + "' has already been loaded.";
            return new CommandResult(load, 400, text, 0.01, at);
        }
        registered.put(load.engineName(), load.loraPath());
        return new CommandResult(load, 200, "Success: LoRA adapter added", seconds, at);
    }
}
