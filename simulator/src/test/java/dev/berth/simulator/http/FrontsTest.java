package dev.berth.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.json.Json;
import dev.berth.simulator.engine.Engine;
import dev.berth.simulator.engine.EngineRequest;
import dev.berth.simulator.engine.EventKind;
import dev.berth.simulator.engine.StepResult;
import dev.berth.simulator.engine.TestEngines;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * The same traffic through HTTP and straight into an engine in virtual time, on one clock that is set by hand: the same steps,
 * to the nanosecond. So what is judged in virtual time is what a client of the pod would have seen.
 */
class FrontsTest {
    private static final int ACTIONS = 60;

    /** What both fronts are asked: loads of adapters, requests, clients that go away. */
    private interface Front {
        void load(String adapter, int rank);

        void ask(int id, String adapter, String text, int outputTokens);

        void leave(int id);

        void runUntil(long nanos);
    }

    @Property(tries = 10)
    void httpAndVirtualTimeMakeTheSameSteps(@ForAll long seed, @ForAll boolean prefillFirst) {
        EngineLimits limits = new EngineLimits(6, 256, 16L * 40, 16, 256, 2, 3, 32, prefillFirst, false);
        EngineSpec spec = TestEngines.with(limits);
        Http http = new Http(spec);
        Virtual virtual = new Virtual(spec);
        Leaping leaping = new Leaping(spec);

        List<Front> fronts = List.of(http, virtual, leaping);
        for (Front front : fronts) {
            play(front, new SplittableRandom(seed));
        }

        assertThat(http.steps).isEqualTo(virtual.steps).hasSizeGreaterThan(ACTIONS);
        assertThat(leaping.events).isEqualTo(virtual.events).hasSizeGreaterThan(ACTIONS);
    }

    private static void play(Front front, SplittableRandom random) {
        long now = 0;
        front.load("a-r16", 16);
        front.load("b-r32", 32);
        front.load("c-r16", 16);
        for (int id = 1; id <= ACTIONS; id++) {
            now += random.nextLong(80_000_000);
            front.runUntil(now);
            String adapter = List.of("", "a-r16", "b-r32", "c-r16").get(now < 500_000_000 ? 0 : random.nextInt(4));
            String text = "topic %d ".formatted(random.nextInt(3)).repeat(1 + random.nextInt(80));
            front.ask(id, adapter, text, 1 + random.nextInt(40));
            if (random.nextInt(4) == 0) {
                front.leave(1 + random.nextInt(id));
            }
        }
        front.runUntil(now + 1_000_000_000_000L);
    }

    private static String line(long end, StepResult step) {
        StringBuilder line = new StringBuilder("%d +%d stall %d, %d decodes, %d prompt tokens, %d adapters:"
                .formatted(
                        end,
                        step.durationNanos(),
                        step.stallNanos(),
                        step.decodes(),
                        step.prefillTokens(),
                        step.distinctAdapters()));
        for (int i = 0; i < step.size(); i++) {
            line.append(' ').append(event(step, i));
        }
        return line.toString();
    }

    private static String event(StepResult step, int i) {
        boolean load = step.kind(i) == EventKind.ADAPTER_LOADED;
        return step.kind(i) + " "
                + (load ? step.loadedAdapter() : step.sequence(i).id());
    }

    /** The pod's whole HTTP front, fed with bytes. */
    private static final class Http implements Front {
        private final HandTimer timer = new HandTimer();
        private final List<String> steps = new ArrayList<>();
        private final Map<Integer, EmbeddedChannel> clients = new TreeMap<>();
        private final Map<String, Integer> lengths = new HashMap<>();
        private final PodFront front;
        private int loads;

        Http(EngineSpec spec) {
            for (int id = 1; id <= ACTIONS; id++) {
                lengths.put("r" + id, Integer.MAX_VALUE); // so that max_tokens decides
            }
            front = new PodFront(
                    PodConfig.of("pod", "base"),
                    spec,
                    new OutputLengths(lengths, 1),
                    new SimulatedPod.Clocks(timer::now, () -> timer.now() / 1_000_000),
                    timer,
                    step -> steps.add(line(timer.now(), step)));
        }

        @Override
        public void load(String adapter, int rank) {
            post(--loads, "/v1/load_lora_adapter", Map.of("lora_name", adapter, "lora_path", "/adapters/" + adapter));
        }

        @Override
        public void ask(int id, String adapter, String text, int outputTokens) {
            post(
                    id,
                    "/v1/chat/completions",
                    Map.of(
                            "model",
                            adapter,
                            "max_tokens",
                            outputTokens,
                            "stream",
                            true,
                            "messages",
                            List.of(Map.of("role", "user", "content", text))));
        }

        @Override
        public void leave(int id) {
            clients.get(id).close();
        }

        @Override
        public void runUntil(long nanos) {
            timer.runUntil(nanos);
            clients.values().forEach(client -> {
                client.runPendingTasks();
                client.releaseOutbound();
            });
        }

        private void post(int id, String path, Map<String, ?> fields) {
            String body = Json.write(fields);
            String head = "POST " + path + " HTTP/1.1\r\nHost: pod\r\nX-Request-Id: r" + id
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n";
            EmbeddedChannel client = new EmbeddedChannel();
            front.speakHttp(client.pipeline());
            clients.put(id, client);
            client.writeInbound(Unpooled.copiedBuffer(head + body, StandardCharsets.UTF_8));
        }
    }

    /** An engine in virtual time, without any front's code. */
    private static class Virtual implements Front {
        final Engine engine;
        final List<String> steps = new ArrayList<>();
        final List<String> events = new ArrayList<>();
        private final Map<String, Integer> adapters = new HashMap<>();
        long now;
        private StepResult step;
        private long stepEnds;

        Virtual(EngineSpec spec) {
            this.engine = new Engine(spec, false);
            adapters.put("", Engine.BASE);
        }

        @Override
        public void load(String adapter, int rank) {
            adapters.put(adapter, engine.registerAdapter(adapter, rank));
            wake();
        }

        @Override
        public void ask(int id, String adapter, String text, int outputTokens) {
            Prompt prompt = Prompt.ofText(
                    text.getBytes(StandardCharsets.UTF_8),
                    engine.spec().limits().blockTokens());
            engine.submit(
                    new EngineRequest(id, now, prompt.tokens(), outputTokens, adapters.get(adapter), prompt.prefix()));
            wake();
        }

        @Override
        public void leave(int id) {
            engine.abort(id);
        }

        @Override
        public void runUntil(long until) {
            while (step != null && stepEnds <= until) {
                now = stepEnds;
                steps.add(line(now, step));
                note(now, step);
                step = null;
                wake();
            }
            now = until;
        }

        void wake() {
            if (step == null) {
                StepResult next = engine.step(now);
                step = next.idle() ? null : next;
                stepEnds = now + next.durationNanos();
            }
        }

        void note(long end, StepResult ended) {
            for (int i = 0; i < ended.size(); i++) {
                if (ended.kind(i) != EventKind.TOKEN) {
                    events.add(end + " " + event(ended, i));
                }
            }
        }
    }

    /** The same, in leaps: an engine is only called when there is something to tell it. */
    private static final class Leaping extends Virtual {
        private long engineAt;

        Leaping(EngineSpec spec) {
            super(spec);
        }

        @Override
        public void runUntil(long until) {
            while (engineAt < until) {
                StepResult leap = engine.advance(engineAt, until);
                if (leap.idle()) {
                    engineAt = until;
                } else {
                    engineAt += leap.durationNanos();
                    note(engineAt, leap);
                }
            }
            now = until;
        }

        @Override
        void wake() {
            // the next leap begins where the last step ended
        }
    }
}
