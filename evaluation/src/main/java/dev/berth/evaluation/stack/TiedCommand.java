package dev.berth.evaluation.stack;

import java.util.ArrayList;
import java.util.List;

/**
 * A command that ends when the process that started it ends, even by SIGKILL: a small watcher beside it reads the pipe that
 * is its standard input, whose other end the kernel closes with the parent, and then ends the command, at first politely.
 * The command keeps the process id of the shell that it is started by. Ctrl-C in a terminal reaches the whole process
 * group; the children leave it to their parent, which ends them in order.
 */
final class TiedCommand {
    private static final String SHELL = "trap '' INT; exec 3<&0; "
            + "(cat <&3 >/dev/null 2>&1; kill $$ && sleep 5 && kill -9 $$) >/dev/null 2>&1 & "
            + "exec 3<&-; exec \"$@\" </dev/null";

    private TiedCommand() {}

    static List<String> of(List<String> command) {
        List<String> tied = new ArrayList<>(List.of("sh", "-c", SHELL, "sh"));
        tied.addAll(command);
        return tied;
    }
}
