package dev.berth.evaluation.compare;

import java.util.Optional;

/** What is said of a run that broke: it is a defect of an algorithm or of the world, and must not end all other runs. */
final class FailedRun {
    private FailedRun() {}

    static String sentence(RuntimeException problem) {
        String where = Optional.ofNullable(problem.getStackTrace())
                .filter(trace -> trace.length > 0)
                .map(trace -> " at " + trace[0].getFileName() + ":" + trace[0].getLineNumber())
                .orElse("");
        String said = Optional.ofNullable(problem.getMessage())
                .flatMap(message -> message.lines().findFirst())
                .map(line -> ": " + line)
                .orElse("");
        return problem.getClass().getSimpleName() + said + where;
    }
}
