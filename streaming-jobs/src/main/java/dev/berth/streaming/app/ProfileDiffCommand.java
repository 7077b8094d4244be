package dev.berth.streaming.app;

import dev.berth.domain.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./berth profile diff}. */
@Command(
        name = "diff",
        description = "Compare two profiles cell by cell: how much larger the second's figures are.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: ./berth profile diff offline:default/sim live:default/sim --fleet demo",
            "         ./berth profile diff before.json after.json --output json"
        })
final class ProfileDiffCommand implements Callable<Integer> {
    @Mixin
    private ProfilePlace place;

    @Parameters(index = "0", paramLabel = "BEFORE", description = "a file, live:NS/NAME or offline:NS/NAME")
    private String before;

    @Parameters(index = "1", paramLabel = "AFTER", description = "likewise")
    private String after;

    @Option(names = "--output", defaultValue = "text", description = "text or json (default ${DEFAULT-VALUE})")
    private ProfileOutput output;

    @Override
    public Integer call() {
        ProfileSource source = new ProfileSource(place::open);
        ProfileDifference difference = ProfileDifference.between(source.read(before), source.read(after));
        System.out.println(output == ProfileOutput.JSON ? Json.writePretty(difference) : difference.toTable());
        return 0;
    }
}
