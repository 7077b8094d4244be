package dev.berth.simulator.http;

import java.net.BindException;

/** A pod that could not start; the message is one sentence for its operator. */
public final class PodStartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private PodStartException(String message, Throwable cause) {
        super(message, cause);
    }

    static PodStartException cannotListen(PodConfig config, Throwable cause) {
        String place = config.host() + ":" + config.port();
        if (cause instanceof BindException && config.port() != 0) {
            return new PodStartException(
                    "cannot listen on " + place + " for pod '" + config.name()
                            + "': the port is in use or not ours; choose another with --port",
                    cause);
        }
        return new PodStartException(
                "cannot listen on " + place + " for pod '" + config.name() + "': " + cause.getMessage(), cause);
    }
}
