package dev.berth.streaming.app;

import dev.berth.domain.config.ConfigException;
import dev.berth.store.StoreUnavailableException;
import dev.berth.streaming.batch.BatchFailedException;
import dev.berth.streaming.cluster.ClusterFailedException;
import dev.berth.streaming.kafka.KafkaUnavailableException;
import java.io.PrintWriter;
import picocli.CommandLine;

/** How this module's verbs meet their user: exit 0 done, 1 could not, 2 asked wrongly; errors as one sentence. */
final class CommandLines {
    /** Exit code of a thing that could not be done. */
    static final int FAILED = 1;

    private static final String LOG_SETTINGS = "log4j2.configurationFile";

    private CommandLines() {}

    /** Before the first logger is made: Flink and Kafka speak at WARN, all to standard error. */
    static void quietLibraries() {
        if (System.getProperty(LOG_SETTINGS) == null) {
            System.setProperty(LOG_SETTINGS, "classpath:dev/berth/streaming/app/log4j2.properties");
        }
    }

    static int run(Object command, String... args) {
        return line(command).execute(args);
    }

    static CommandLine line(Object command) {
        CommandLine line = new CommandLine(command);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((failure, parsed) -> refuse(failure));
        line.setExecutionExceptionHandler((failure, failed, parsed) -> explain(failure, failed.getErr()));
        return line;
    }

    private static int refuse(CommandLine.ParameterException failure) {
        CommandLine failed = failure.getCommandLine();
        PrintWriter err = failed.getErr();
        err.println("berth: " + failure.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, err)) {
            err.println("See ./berth " + failed.getCommandSpec().qualifiedName() + " --help");
        }
        return CommandLine.ExitCode.USAGE;
    }

    private static int explain(Exception failure, PrintWriter err) {
        if (failure instanceof ConfigException || failure instanceof IllegalArgumentException) {
            err.println("berth: " + failure.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        if (failure instanceof ClusterFailedException
                || failure instanceof BatchFailedException
                || failure instanceof KafkaUnavailableException
                || failure instanceof StoreUnavailableException) {
            err.println("berth: " + failure.getMessage());
            return FAILED;
        }
        err.println("berth: this is a defect of Berth: " + failure);
        failure.printStackTrace(err);
        return FAILED;
    }
}
