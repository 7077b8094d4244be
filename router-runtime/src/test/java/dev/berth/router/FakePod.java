package dev.berth.router;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A pod on a real socket that does exactly what a test tells it, byte by byte: answers, streams, waits, resets. Reads
 * HTTP/1.1 requests with a length, keeps connections, and remembers what it was asked.
 */
public final class FakePod implements AutoCloseable {
    /** What a pod does with a request. */
    @FunctionalInterface
    public interface Behaviour {
        void serve(Received request, Wire wire) throws Exception;
    }

    /** A request as it arrived. */
    public record Received(String line, Map<String, String> headers, String text) {}

    private final ServerSocket server;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Behaviour behaviour;
    private volatile Behaviour health = (request, wire) -> wire.answer(200, "text/plain", new byte[0]);

    public FakePod(Behaviour behaviour) {
        this(0, behaviour);
    }

    /** One that takes a port that a former pod had. */
    public FakePod(int port, Behaviour behaviour) {
        this.behaviour = behaviour;
        try {
            this.server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    /** Answers every completion with a fixed text and its usage. */
    public static Behaviour answering() {
        return (request, wire) -> wire.json(200, COMPLETION);
    }

    public static final String COMPLETION =
            "{\"id\":\"cmpl-1\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                    + "\"content\":\"hello\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,"
                    + "\"total_tokens\":14,\"completion_tokens\":5}}";

    public static final String UNKNOWN_MODEL =
            "{\"error\":{\"message\":\"The model `sql` does not exist.\",\"type\":\"NotFoundError\",\"param\":\"model\",\"code\":404}}";

    public void behave(Behaviour next) {
        behaviour = next;
    }

    public int port() {
        return server.getLocalPort();
    }

    public List<Received> received() {
        return received;
    }

    /** What it does when it is asked for its health; not counted among {@link #received}. */
    public void health(Behaviour next) {
        health = next;
    }

    /** From now on it says nothing to anybody, as by SIGSTOP, until a behaviour is set again. */
    public void freeze() {
        Behaviour silent = (request, wire) -> wire.awaitEnd();
        behaviour = silent;
        health = silent;
    }

    /** Connections that ever carried a request. */
    public int connections() {
        return connections.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return; // Closed.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Wire wire = new Wire(socket, in);
            Received request;
            boolean counted = false;
            while (!wire.closed && (request = read(in)) != null) {
                if (request.line().startsWith("GET /health ")) {
                    health.serve(request, wire);
                    continue;
                }
                if (!counted) {
                    counted = true;
                    connections.incrementAndGet();
                }
                received.add(request);
                behaviour.serve(request, wire);
            }
        } catch (Exception e) {
            return; // The other side left, or the test ended.
        } finally {
            sockets.remove(socket);
        }
    }

    private static Received read(InputStream in) throws IOException {
        String line = line(in);
        if (line == null) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        String header;
        while ((header = line(in)) != null && !header.isEmpty()) {
            int colon = header.indexOf(':');
            headers.merge(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip(),
                    (one, other) -> one + ", " + other);
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Received(line, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int b;
        while ((b = in.read()) >= 0) {
            if (b == '\n') {
                return line.toString().stripTrailing();
            }
            line.append((char) b);
        }
        return line.isEmpty() ? null : line.toString();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "fake-pod");
        thread.setDaemon(true);
        thread.start();
    }

    /** As by SIGKILL: every connection is reset and none is accepted. */
    public void kill() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(FakePod::reset);
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // The one that serves it has closed it a moment before.
        }
    }

    @Override
    public void close() {
        kill();
    }

    /** The pod's end of one connection. */
    public static final class Wire {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private volatile boolean closed;

        private Wire(Socket socket, InputStream in) throws IOException {
            this.socket = socket;
            this.in = in;
            this.out = socket.getOutputStream();
        }

        public void raw(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        public void json(int status, String body) throws IOException {
            answer(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
        }

        public void answer(int status, String type, byte[] body) throws IOException {
            raw("HTTP/1.1 " + status + " Status\r\ncontent-type: " + type + "\r\ncontent-length: " + body.length
                    + "\r\n\r\n");
            out.write(body);
            out.flush();
        }

        public void beginStream() throws IOException {
            raw(
                    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n");
        }

        public void event(String data) throws IOException {
            chunk("data: " + data + "\n\n");
        }

        public void chunk(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            raw(Integer.toHexString(bytes.length) + "\r\n");
            out.write(bytes);
            raw("\r\n");
        }

        public void endStream() throws IOException {
            raw("0\r\n\r\n");
        }

        /** Breaks the connection as a killed process does. */
        public void reset() throws IOException {
            closed = true;
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Closes it as a server does that is tired of an idle client. */
        public void close() throws IOException {
            closed = true;
            socket.close();
        }

        /** Returns when the other side has ended the connection. */
        public void awaitEnd() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
