package dev.berth.evaluation.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers the first completion of each connection and closes it when the second one comes, as an idle timeout would. */
final class ClosingServer implements AutoCloseable {
    private static final String ANSWER = "{\"usage\":{\"completion_tokens\":5}}";

    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final AtomicInteger posts = new AtomicInteger();

    ClosingServer() throws IOException {
        Thread acceptor = new Thread(this::accept, "closing-server");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    int posts() {
        return posts.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread thread = new Thread(() -> serve(client), "closing-server-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            boolean answered = false;
            for (String first = in.readLine(); first != null; first = in.readLine()) {
                skipRest(in);
                if (first.startsWith("POST")) {
                    posts.incrementAndGet();
                    if (answered) {
                        return;
                    }
                    answered = true;
                }
                String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + ANSWER.length();
                client.getOutputStream().write((head + "\r\n\r\n" + ANSWER).getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            // The client left; its next connection is served.
        }
    }

    private static void skipRest(BufferedReader in) throws IOException {
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        line.substring("content-length:".length()).strip());
            }
        }
        for (int i = 0; i < length; i++) {
            in.read();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
