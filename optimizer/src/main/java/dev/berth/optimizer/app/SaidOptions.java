package dev.berth.optimizer.app;

import dev.berth.optimizer.control.Said;
import picocli.CommandLine.Option;

/** Who says something, and why. */
final class SaidOptions {
    @Option(names = "--by", paramLabel = "NAME", description = "Who says so (default: the user's name).")
    private String by = System.getProperty("user.name", "");

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why; kept in the audit, './berth plan list' shows it.")
    private String reason = "";

    Said said() {
        return new Said(by, reason, System.currentTimeMillis());
    }
}
