package dev.berth.evaluation.bench;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.evaluation.replay.ReplayRequest;
import dev.berth.simulator.engine.Engine;
import dev.berth.simulator.engine.EngineRequest;
import dev.berth.simulator.engine.EventKind;
import dev.berth.simulator.engine.PrefixHashes;
import dev.berth.simulator.engine.Sequence;
import dev.berth.simulator.engine.StepResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A plan in virtual time, on one engine that had its adapters loaded before. Prompts share no prefix. */
final class VirtualReplay {
    private final Engine engine;
    private final Map<String, Integer> adapters = new HashMap<>();
    private final long start;

    VirtualReplay(EngineSpec spec, int rank, int adapterCount) {
        engine = new Engine(spec, false);
        adapters.put("base", Engine.BASE);
        long now = 0;
        for (int i = 0; i < adapterCount; i++) {
            adapters.put("adapter-" + i, engine.registerAdapter("adapter-" + i, rank));
            now += engine.step(now).durationNanos();
        }
        start = now;
    }

    /** @param slowed what the plan's times are divided by */
    List<RequestTimes> run(List<ReplayRequest> requests, double slowed) {
        List<RequestTimes> ended = new ArrayList<>();
        long now = start;
        for (int i = 0; i < requests.size(); i++) {
            ReplayRequest request = requests.get(i);
            long arrival = start + Math.round(request.atSeconds() / slowed * 1e9);
            now = Math.max(arrival, advance(now, arrival, ended));
            engine.submit(new EngineRequest(
                    i,
                    arrival,
                    request.promptTokens(),
                    request.outputTokens(),
                    adapters.get(request.model()),
                    PrefixHashes.NONE));
        }
        advance(now, Long.MAX_VALUE, ended);
        return ended;
    }

    private long advance(long from, long until, List<RequestTimes> ended) {
        long now = from;
        StepResult leap = engine.advance(now, until);
        while (!leap.idle()) {
            now += leap.durationNanos();
            for (int i = 0; i < leap.size(); i++) {
                if (leap.kind(i) == EventKind.FINISHED) {
                    ended.add(times(leap.sequence(i)));
                }
            }
            leap = engine.advance(now, until);
        }
        return now;
    }

    private static RequestTimes times(Sequence sequence) {
        long arrival = sequence.request().arrivalNanos();
        return new RequestTimes(
                (sequence.firstTokenNanos() - arrival) / 1e9,
                (sequence.lastTokenNanos() - arrival) / 1e9,
                sequence.generatedTokens());
    }
}
