package dev.berth.evaluation.scenario;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.config.ConfigText;
import dev.berth.domain.config.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds and reads scenarios: {@code datasets/scenarios/NAME.yaml}, or any file of that form. */
public final class Scenarios {
    private static final String ENDING = ".yaml";

    private final Path home;

    /** @param home Berth's own directory, which holds {@code datasets} */
    public Scenarios(Path home) {
        this.home = home;
    }

    /** Names of the scenarios that come with Berth. */
    public List<String> names() {
        Path directory = directory();
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ConfigException("no scenarios found: there is no directory " + directory);
        }
    }

    private Path directory() {
        return home.resolve("datasets").resolve("scenarios");
    }

    /**
     * @param nameOrFile {@code S1}..., in any case, or a file
     * @throws ConfigException with one sentence if there is none, or it can't be used
     * @throws dev.berth.simulator.trace.TraceException with one sentence if its trace can't be used
     */
    public Scenario named(String nameOrFile) {
        return read(file(nameOrFile), Optional.empty());
    }

    /** The same with the traffic of another trace than it says. */
    public Scenario named(String nameOrFile, Path trace) {
        return read(file(nameOrFile), Optional.of(trace));
    }

    private Path file(String nameOrFile) {
        Path given = Path.of(nameOrFile);
        if (Files.isRegularFile(given)) {
            return given;
        }
        List<String> names = names();
        return names.stream()
                .filter(name -> name.equalsIgnoreCase(nameOrFile))
                .findFirst()
                .map(name -> directory().resolve(name + ENDING))
                .orElseThrow(() -> new ConfigException("no scenario '" + nameOrFile
                        + "': it is neither a file nor one of Berth's" + NearestName.hint(nameOrFile, names)));
    }

    private Scenario read(Path file, Optional<Path> trace) {
        String content;
        try {
            content = Files.readString(file);
        } catch (IOException e) {
            throw new ConfigException("scenario file " + file + " can't be read: " + e.getMessage());
        }
        ScenarioText text = ConfigText.read(file.toString(), content, ScenarioText.DEFAULTS);
        Path beside = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(home);
        Optional<Path> given = Optional.ofNullable(System.getenv(TraceFinder.DIRECTORY_VARIABLE))
                .map(Path::of);
        TraceFinder traces = new TraceFinder(home, beside, given, trace, text.samples());
        return new ScenarioReader(file.getFileName().toString(), text, new Engines(home), traces).read();
    }
}
