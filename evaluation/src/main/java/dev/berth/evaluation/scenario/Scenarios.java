package dev.berth.evaluation.scenario;

import java.nio.file.Path;
import java.util.List;

/** Finds and reads scenarios: {@code datasets/scenarios/NAME.yaml}, or any file of that form. */
public final class Scenarios {
    private final Path home;

    /** @param home Berth's own directory, which holds {@code datasets} */
    public Scenarios(Path home) {
        this.home = home;
    }

    /** Names of the scenarios that come with Berth. */
    public List<String> names() {
        throw new UnsupportedOperationException("not yet: " + home);
    }

    /**
     * @param nameOrFile {@code S1}... or a file
     * @throws dev.berth.domain.config.ConfigException with one sentence if there is none, or it can't be used
     */
    public Scenario named(String nameOrFile) {
        throw new UnsupportedOperationException("not yet: " + nameOrFile);
    }

    /** A scenario file whose traffic comes from another trace than it says. */
    public Scenario named(String nameOrFile, Path trace) {
        throw new UnsupportedOperationException("not yet: " + nameOrFile + " with " + trace);
    }
}
