package dev.berth.router.http;

import static dev.berth.router.RouterFixture.config;
import static dev.berth.router.TestTables.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.router.FakePod;
import dev.berth.router.RouterFixture;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever bytes a client sends: no answer of 5xx, no connection that hangs, no request at the pod that was not sent as one,
 * no body that was changed but for the model's name. {@code -Dberth.inputs=100000} sends as many; a few hundred otherwise.
 */
class SmugglingIT {
    private static final int INPUTS = Integer.getInteger("berth.inputs", 500);

    /** Some inputs end by a time-out: of many, many have to wait together. */
    private static final int AT_ONCE = Math.min(500, Math.max(25, INPUTS / 40));

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
    private static final String CHAT = "POST /v1/chat/completions HTTP/1.1\r\nhost: r\r\n";
    private static final String HIDDEN =
            "POST /v1/smuggled HTTP/1.1\r\nhost: r\r\ncontent-length: 15\r\n\r\n{\"model\":\"sql\"}";
    private static final String BODY = "{\"model\":\"sql\",\"x\":\"model\"}";

    /** Ways to say where a body ends that two readers may understand differently; %s is what is hidden behind it. */
    private static final List<String> TRICKS = List.of(
            CHAT + "content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n%s",
            CHAT + "transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n%s",
            CHAT + "content-length: 0\r\ncontent-length: 27\r\n\r\n%s",
            CHAT + "content-length: 27\r\ncontent-length: 27\r\n\r\n" + BODY + "%s",
            CHAT + "content-length: 27, 0\r\n\r\n" + BODY + "%s",
            CHAT + "content-length: +27\r\n\r\n" + BODY + "%s",
            CHAT + "content-length: 27\r\n content-length: 0\r\n\r\n" + BODY + "%s",
            CHAT + "x: y\r\n\ttransfer-encoding: chunked\r\ncontent-length: 27\r\n\r\n" + BODY + "%s",
            CHAT + "content-length : 27\r\n\r\n" + BODY + "%s",
            CHAT + "transfer-encoding : chunked\r\n\r\n0\r\n\r\n%s",
            CHAT + "transfer-encoding: xchunked\r\n\r\n0\r\n\r\n%s",
            CHAT + "transfer-encoding: chunked, chunked\r\n\r\n0\r\n\r\n%s",
            CHAT + "transfer-encoding: identity\r\ncontent-length: 27\r\n\r\n" + BODY + "%s",
            CHAT + "transfer-encoding:\u000bchunked\r\n\r\n0\r\n\r\n%s",
            CHAT + "content-length: 27\n\r\n" + BODY + "%s",
            CHAT + "content-length: 27\r\n\n" + BODY + "\r\n\r\n%s",
            CHAT + "x: a\rcontent-length: 0\r\ncontent-length: 27\r\n\r\n" + BODY + "%s",
            CHAT + "x: a\u0000\r\ncontent-length: 27\r\n\r\n" + BODY + "%s",
            CHAT + "transfer-encoding: chunked\r\n\r\n1b;x=\"\r\n" + BODY + "\r\n0\r\n\r\n%s",
            CHAT + "transfer-encoding: chunked\r\n\r\n1b\n" + BODY + "\r\n0\r\n\r\n%s",
            CHAT + "transfer-encoding: chunked\r\n\r\n1b\r\n" + BODY + "\n0\r\n\r\n%s",
            CHAT + "transfer-encoding: chunked\r\n\r\n0x1b\r\n" + BODY + "\r\n0\r\n\r\n%s",
            CHAT + "transfer-encoding: chunked\r\n\r\n1b\r\n" + BODY + "xx0\r\n\r\n%s",
            CHAT + "transfer-encoding: chunked\r\n\r\n1b\r\n" + BODY + "\r\n0\r\ncontent-length: 9\r\n\r\n%s",
            CHAT + "transfer-encoding: chunked\r\n\r\n10000000000000001b\r\n" + BODY + "\r\n0\r\n\r\n%s",
            "POST /v1/chat/completions HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n%s",
            "POST /v1/chat/completions\r\nhost: r\r\ncontent-length: 27\r\n\r\n" + BODY + "%s");

    private static FakePod pod;
    private static RouterFixture router;
    private static ExecutorService clients;

    @BeforeContainer
    static void start() {
        pod = new FakePod(FakePod.answering());
        router = RouterFixture.start(
                config("http: {bodyTimeoutMillis: 300, clientIdleMillis: 300}"),
                table(1).pod("p", pod.port())
                        .hot("sql", "p")
                        .alias("other", "other@1", "p")
                        .build());
        clients = Executors.newFixedThreadPool(AT_ONCE);
    }

    @AfterContainer
    static void stop() throws InterruptedException {
        clients.shutdownNow();
        clients.awaitTermination(10, TimeUnit.SECONDS);
        router.close();
        pod.close();
    }

    /** Sends bytes in pieces and returns all that comes until the router closes, which it must. */
    private static String exchange(String bytes, SplittableRandom random) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), router.port())) {
            socket.setSoTimeout(15_000);
            socket.setTcpNoDelay(true);
            byte[] all = bytes.getBytes(StandardCharsets.ISO_8859_1);
            for (int at = 0; at < all.length; ) {
                int end = Math.min(all.length, at + 1 + random.nextInt(random.nextInt(4) == 0 ? 20 : 400));
                socket.getOutputStream().write(all, at, end - at);
                at = end;
            }
            String answers = read(socket.getInputStream());
            socket.setSoLinger(true, 0); // Thousands of sockets in TIME_WAIT would use up the ports.
            return answers;
        } catch (java.net.SocketTimeoutException e) {
            return "HUNG";
        } catch (IOException e) {
            return ""; // The router had enough.
        }
    }

    private static String read(InputStream in) throws IOException {
        StringBuilder read = new StringBuilder();
        byte[] buffer = new byte[4_096];
        int n;
        try {
            while ((n = in.read(buffer)) >= 0) {
                read.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (java.net.SocketException e) {
            return read.toString(); // A reset after the answer.
        }
        return read.toString();
    }

    private static List<String> exchangeAll(List<String> inputs, long seed) {
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            String input = inputs.get(i);
            SplittableRandom random = new SplittableRandom(seed + i);
            answers.add(CompletableFuture.supplyAsync(() -> exchange(input, random), clients));
        }
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static void assertSane(String input, String answers) {
        assertThat(answers).as(input).isNotEqualTo("HUNG");
        Matcher status = STATUS.matcher(answers);
        while (status.find()) {
            assertThat(status.group(1)).as(input).doesNotStartWith("5");
        }
    }

    private static List<String> batch(long seed, Function<SplittableRandom, String> input) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            inputs.add(input.apply(random));
        }
        return inputs;
    }

    /** Each try is a batch; jqwik draws seeds, and every try checks that there are enough of them. */
    private static void inBatches(int inputs, long seed, LongConsumer batch) {
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int done = 0; done < inputs; done += AT_ONCE) {
            batch.accept(seeds.nextLong());
        }
    }

    private static void assertPodSawOnlyWholeRequests(String text) {
        for (FakePod.Received received : pod.received()) {
            assertThat(received.line()).as(text).matches("POST /v1/[!-~]+ HTTP/1\\.1");
            assertThat(received.line()).as(text).doesNotContain("load_lora");
            assertThat(received.headers()).as(text).doesNotContainKey("transfer-encoding");
        }
    }

    @Property(tries = 1, shrinking = ShrinkingMode.OFF)
    void anAmbiguousEndOfABodyIsRefusedAndNothingBehindItIsARequest(@ForAll long seed) {
        inBatches(INPUTS / 2, seed, batch -> {
            pod.received().clear();
            List<String> inputs = batch(
                    batch, random -> TRICKS.get(random.nextInt(TRICKS.size())).formatted(HIDDEN));
            List<String> answers = exchangeAll(inputs, batch);
            for (int i = 0; i < inputs.size(); i++) {
                assertSane(inputs.get(i), answers.get(i));
                // The first may be answered; then it was read to its end, and what follows it is refused.
                assertThat(answers.get(i)).as(inputs.get(i)).doesNotContain("HTTP/1.1 200");
            }
            assertThat(pod.received()).isEmpty();
        });
    }

    @Property(tries = 1, shrinking = ShrinkingMode.OFF)
    void randomBytesNeverBreakTheRouter(@ForAll long seed) {
        inBatches(INPUTS, seed, batch -> {
            pod.received().clear();
            List<String> inputs = batch(batch, SmugglingIT::mutated);
            List<String> answers = exchangeAll(inputs, batch);
            for (int i = 0; i < inputs.size(); i++) {
                assertSane(inputs.get(i), answers.get(i));
            }
            assertPodSawOnlyWholeRequests("seed " + batch);
        });
        assertThat(router.metric("berth_router_in_flight")).isZero();
    }

    /** A good request with some of its bytes replaced, doubled, moved or cut off; or no request at all. */
    private static String mutated(SplittableRandom random) {
        String good = CHAT + "content-length: " + BODY.length() + "\r\nuser: ann\r\n\r\n" + BODY;
        String chunked = CHAT + "transfer-encoding: chunked\r\n\r\n1b\r\n" + BODY + "\r\n0\r\n\r\n";
        StringBuilder text = new StringBuilder(random.nextBoolean() ? good : chunked);
        if (random.nextInt(10) == 0) {
            text.setLength(0);
            random.ints(1 + random.nextInt(300), 0, 256).forEach(c -> text.append((char) c));
        }
        String alphabet = "\r\n\t :;,0123456789abcdefABCDEF{}[]\"\\\u0000\u007f\u00e4/%?HTTP";
        int changes = random.nextInt(6);
        for (int i = 0; i < changes && text.length() > 2; i++) {
            int at = random.nextInt(text.length());
            char c = alphabet.charAt(random.nextInt(alphabet.length()));
            switch (random.nextInt(5)) {
                case 0 -> text.setCharAt(at, c);
                case 1 -> text.insert(at, c);
                case 2 -> text.deleteCharAt(at);
                case 3 -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(40))));
                default -> text.delete(at, Math.min(text.length(), at + random.nextInt(20)));
            }
        }
        return text + HIDDEN.replace("smuggled", "behind");
    }

    @Property(tries = 1, shrinking = ShrinkingMode.OFF)
    void noBodyIsChangedButForTheName(@ForAll long seed) {
        inBatches(INPUTS / 2, seed, batch -> {
            pod.received().clear();
            List<String> bodies = batch(batch, SmugglingIT::json);
            SplittableRandom random = new SplittableRandom(batch);
            List<String> inputs = bodies.stream()
                    .map(body -> random.nextBoolean()
                            ? CHAT + "connection: close\r\ncontent-length: " + body.length() + "\r\n\r\n" + body
                            : CHAT + "connection: close\r\ntransfer-encoding: chunked\r\n\r\n"
                                    + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n")
                    .toList();
            List<String> answers = exchangeAll(inputs, batch);
            assertThat(answers).allSatisfy(answer -> assertThat(answer).startsWith("HTTP/1.1 200"));
            assertThat(pod.received().stream().map(FakePod.Received::text))
                    .containsExactlyInAnyOrderElementsOf(bodies.stream()
                            .map(body -> body.replace(" \"model\" :\"other\"", " \"model\" :\"other@1\""))
                            .toList());
        });
    }

    /** An object with one model at its top, and decoys everywhere else. */
    private static String json(SplittableRandom random) {
        String[] decoys = {
            "\"m\":\"model\"",
            "\"messages\":[{\"model\":\"decoy\"}]",
            "\"x\":\"\\\"model\\\":\\\"decoy\\\"\"",
            "\"n\":[[{\"model\":{}}],-1.5e3,null,true]",
            "\"pad\":\"" + "y".repeat(random.nextInt(3_000)) + "\"",
            "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"model\"}}]"
        };
        List<String> members = new ArrayList<>();
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            members.add(decoys[random.nextInt(decoys.length)]);
        }
        members.add(
                random.nextInt(members.size() + 1), " \"model\" :\"" + (random.nextBoolean() ? "sql" : "other") + "\"");
        return "{" + String.join(",", members) + "}";
    }
}
