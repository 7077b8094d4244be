package dev.berth.evaluation.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Hands out loopback ports that nobody listens on. They are taken below the range from which systems draw the ports of
 * outgoing connections, so that none is lost between its choice and its use, nor while its owner is being restarted.
 */
public final class FreePorts {
    private static final int FIRST = 15_000;
    private static final int AFTER_LAST = 32_000;

    private final Set<Integer> given = new HashSet<>();
    private final RandomGenerator random;

    public FreePorts(RandomGenerator random) {
        this.random = random;
    }

    public synchronized int next() {
        for (int tries = 0; tries < 1_000; tries++) {
            int port = random.nextInt(FIRST, AFTER_LAST);
            if (isFree(port) && given.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port found between " + FIRST + " and " + AFTER_LAST);
    }

    /** Whether a server could listen on this loopback port now. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
