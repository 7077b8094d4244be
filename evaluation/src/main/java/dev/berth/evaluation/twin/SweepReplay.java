package dev.berth.evaluation.twin;

import dev.berth.domain.engine.EngineLimits;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.evaluation.twin.ClientArrivals.Arrival;
import dev.berth.simulator.engine.Engine;
import dev.berth.simulator.engine.EngineRequest;
import dev.berth.simulator.engine.PrefixHashes;
import dev.berth.simulator.engine.StepResult;
import java.util.List;

/**
 * Replays the real sweep in virtual time: its client's arrivals, its server's flags, its window of 300 s with adapters that
 * have never been read before, its censored statistics.
 */
public final class SweepReplay {
    static final double WINDOW_SECONDS = 300;

    private static final long WINDOW_NANOS = Math.round(WINDOW_SECONDS * 1e9);

    private final EngineSpec engine;

    /** @param engine the fitted one; a point's flags replace its own */
    public SweepReplay(EngineSpec engine) {
        this.engine = engine;
    }

    /**
     * @param repeat 0 for the client's arrivals as they are; others delay each request by a few milliseconds, differently for
     *     each number, as the client's own work does. Near the knee such delays decide how a run goes on, so one run there is
     *     one of many that could have been
     */
    public SimulatedRun run(OperatingPoint point, int repeat) {
        List<Arrival> arrivals =
                ClientArrivals.delayed(ClientArrivals.of(point, WINDOW_SECONDS, ClientArrivals.SWEEP_SEED), repeat);
        CensoredStatistics client = new CensoredStatistics(WINDOW_NANOS, arrivals.size(), point.outputTokens());
        long kvTokens = kvTokens(point);
        if (kvTokens < engine.limits().maxModelLen()) {
            return new SimulatedRun(point, false, client.figures(), new EngineFigures(0, 0, 0, 0));
        }
        return new Run(engine.withLimits(limits(point, kvTokens)), point, arrivals, client).toTheEnd();
    }

    private long kvTokens(OperatingPoint point) {
        int blocks = point.kvBlocks() > 0 ? point.kvBlocks() : KvCapacity.blocks(point.slots(), point.rank());
        return (long) blocks * engine.limits().blockTokens();
    }

    private EngineLimits limits(OperatingPoint point, long kvTokens) {
        EngineLimits own = engine.limits();
        return new EngineLimits(
                own.maxNumSeqs(),
                own.maxBatchedTokens(),
                kvTokens,
                own.blockTokens(),
                own.maxModelLen(),
                point.slots(),
                point.hostAdapters(),
                point.rank(),
                own.prefillFirst(),
                own.noPrefixCaching());
    }

    /** One run under way. */
    private static final class Run {
        private final Engine engine;
        private final OperatingPoint point;
        private final List<Arrival> arrivals;
        private final CensoredStatistics client;
        private int sent;
        private int maxRunning;
        private int maxWaiting;

        Run(EngineSpec spec, OperatingPoint point, List<Arrival> arrivals, CensoredStatistics client) {
            this.engine = new Engine(spec, false);
            this.point = point;
            this.arrivals = arrivals;
            this.client = client;
        }

        SimulatedRun toTheEnd() {
            for (int adapter = 0; adapter < point.adapters(); adapter++) {
                engine.declareAdapter("dummy-" + (adapter + 1), point.rank());
            }
            long now = 0;
            while (now < WINDOW_NANOS) {
                sendUntil(now);
                StepResult step = engine.step(now);
                if (!step.idle()) {
                    now += step.durationNanos();
                    observe(step, now);
                } else if (sent < arrivals.size()) {
                    now = arrivals.get(sent).nanos();
                } else {
                    break;
                }
            }
            sendUntil(WINDOW_NANOS);
            return new SimulatedRun(
                    point,
                    true,
                    client.figures(),
                    new EngineFigures(
                            engine.counters().diskReads(), engine.counters().slotLoads(), maxRunning, maxWaiting));
        }

        private void sendUntil(long now) {
            while (sent < arrivals.size() && arrivals.get(sent).nanos() <= now) {
                Arrival arrival = arrivals.get(sent);
                client.sent(sent, arrival.nanos());
                engine.submit(new EngineRequest(
                        sent,
                        arrival.nanos(),
                        point.promptTokens(),
                        point.outputTokens(),
                        arrival.adapter(),
                        PrefixHashes.NONE));
                sent++;
            }
        }

        private void observe(StepResult step, long now) {
            maxRunning = Math.max(maxRunning, engine.running());
            maxWaiting = Math.max(maxWaiting, engine.waiting());
            for (int i = 0; i < step.size(); i++) {
                int request =
                        step.sequence(i) == null ? -1 : (int) step.sequence(i).id();
                switch (step.kind(i)) {
                    case FIRST_TOKEN -> client.firstToken(request, now);
                    case TOKEN -> client.token(request, now);
                    case FINISHED -> client.finished(request);
                    case PREEMPTED, ADAPTER_LOADED -> {
                        // the client sees of them what they do to the tokens
                    }
                }
            }
        }
    }
}
