package dev.berth.evaluation.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Clients that ask for long streams and read a little of them at each turn; one that has ended begins anew. */
final class SlowReaders implements AutoCloseable {
    private static final int READ_BYTES = 512;
    private static final int CHUNKS = 2_000;
    private static final int CHUNK_MILLIS = 5;
    private static final int STATUS_BYTES = 12;

    private final InetSocketAddress router;
    private final ByteBuffer request;
    private final SocketChannel[] channels;
    private final boolean[] answered;
    private final ByteBuffer read = ByteBuffer.allocate(READ_BYTES);
    private long refused;

    /** @param router HOST:PORT */
    SlowReaders(String router, String model, int count) {
        int colon = router.lastIndexOf(':');
        this.router = new InetSocketAddress(router.substring(0, colon), Integer.parseInt(router.substring(colon + 1)));
        String body = "{\"model\":\"" + model + "\",\"stream\":true,\"max_tokens\":" + CHUNKS
                + ",\"bench_interval_ms\":" + CHUNK_MILLIS + ",\"messages\":[]}";
        this.request = ByteBuffer.wrap(("POST /v1/chat/completions HTTP/1.1\r\nHost: " + router
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII));
        this.channels = new SocketChannel[count];
        this.answered = new boolean[count];
    }

    /** A little of each. */
    synchronized void read() {
        for (int i = 0; i < channels.length; i++) {
            try {
                if (channels[i] == null) {
                    channels[i] = begin();
                    answered[i] = false;
                } else {
                    read(i);
                }
            } catch (IOException e) {
                drop(i);
            }
        }
    }

    private SocketChannel begin() throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 * READ_BYTES);
            channel.connect(router);
            channel.write(request.duplicate());
            channel.configureBlocking(false);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void read(int reader) throws IOException {
        int count = channels[reader].read(read.clear());
        if (count < 0) {
            drop(reader);
            return;
        }
        if (count >= STATUS_BYTES && !answered[reader]) {
            answered[reader] = true;
            String status = new String(read.array(), 0, STATUS_BYTES, StandardCharsets.US_ASCII);
            if (!status.endsWith("200")) {
                refused++;
            }
        }
        if (endsHere(count)) {
            drop(reader);
        }
    }

    /** The last chunk is an empty one. */
    private boolean endsHere(int count) {
        return count >= 5 && new String(read.array(), count - 5, 5, StandardCharsets.US_ASCII).equals("0\r\n\r\n");
    }

    private void drop(int reader) {
        try {
            channels[reader].close();
        } catch (IOException e) {
            refused++; // It is gone either way.
        }
        channels[reader] = null;
    }

    /** Answers that were no streams. */
    synchronized long refused() {
        return refused;
    }

    @Override
    public synchronized void close() {
        for (int i = 0; i < channels.length; i++) {
            if (channels[i] != null) {
                drop(i);
            }
        }
    }
}
