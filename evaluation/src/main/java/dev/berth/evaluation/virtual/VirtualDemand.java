package dev.berth.evaluation.virtual;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.evaluation.scenario.Scenario;
import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.StoreUnavailableException;
import dev.berth.streaming.demand.DemandConfig;
import dev.berth.streaming.demand.ModelSlices;
import dev.berth.streaming.demand.SilentDemand;
import dev.berth.streaming.demand.Windows;
import dev.berth.streaming.publish.DemandOutbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The demand job without Flink: its windows, its watch for flash crowds, and its outbox to the store. Nothing is late and nothing is lost on the way, so
 * completeness is always 1.
 */
final class VirtualDemand {
    private static final long EXCHANGE_NANOS = EventQueue.SECOND;
    /** Renewed for as long as there is no traffic, so that the planner does not take it for old. */
    private static final long SILENCE_NANOS = 60 * EventQueue.SECOND;

    /** From a crowd's telling arrival to its demand in the store: half a second from the crowd's beginning was measured. */
    private static final long EARLY_NANOS = 400 * EventQueue.MILLI;

    private final EventQueue queue;
    private final Blackboard blackboard;
    private final List<String> models;
    private final WorldConfig config;
    private final WorldWatch watch;
    private final Windows windows;
    private final DemandOutbox outbox;
    private final Map<String, ModelSlices> slices = new TreeMap<>();
    /** Null unless the future is told instead of what was measured. */
    private ComingDemand coming;

    private boolean adopted;
    private boolean traffic;

    VirtualDemand(
            EventQueue queue,
            Blackboard blackboard,
            List<String> models,
            DemandConfig demand,
            WorldConfig config,
            WorldWatch watch) {
        this.queue = queue;
        this.blackboard = blackboard;
        this.models = List.copyOf(models);
        this.config = config;
        this.watch = watch;
        this.windows = demand.windows();
        this.outbox = new DemandOutbox(demand);
    }

    void start() {
        tellSilence();
        long slide = windows.slideMillis() * EventQueue.MILLI;
        queue.at((queue.now() / slide + 1) * slide, this::slideEnds);
        exchange();
    }

    void trafficBegins() {
        traffic = true;
    }

    /** From now on demand is what will come, and no longer what came. */
    void foretell(Scenario scenario, long seed) {
        coming = new ComingDemand(scenario, seed, queue.now(), windows.windowMillis());
        tellComing(windows.sliceStart(queue.millis()));
    }

    void arrived(String model) {
        if (coming == null) {
            of(model).watched(model, queue.millis()).ifPresent(this::tellEarly);
        }
    }

    void finished(RequestFinished finished) {
        if (coming == null) {
            of(finished.model()).finished(finished);
        }
    }

    private void tellEarly(AdapterDemand demand) {
        queue.after(EARLY_NANOS, () -> {
            outbox.offer(told(demand));
            write();
        });
    }

    private void tellComing(long windowEnd) {
        coming.tell(queue.now(), new ComingDemand.Taker() {
            @Override
            public void arrived(String model, long atMillis) {
                of(model).arrived(atMillis);
            }

            @Override
            public void finished(RequestFinished finished) {
                of(finished.model()).finished(finished);
            }
        });
        tell(windowEnd);
    }

    private ModelSlices of(String model) {
        return slices.computeIfAbsent(model, m -> new ModelSlices(windows));
    }

    /** A fleet that was up before its first request: every model is known to be silent. */
    private void tellSilence() {
        if (traffic) {
            return;
        }
        try {
            for (String model : models) {
                blackboard.write(
                        Keys.DEMAND,
                        model,
                        SilentDemand.of(windows, model, windows.sliceStart(queue.millis()), queue.millis()));
            }
        } catch (StoreUnavailableException e) {
            watch.note(queue.now(), "the silence of models can't be told");
        }
        queue.after(SILENCE_NANOS, this::tellSilence);
    }

    /** The window's end; its document comes later, with the same content. */
    private void slideEnds() {
        long end = queue.millis();
        if (coming != null) {
            tellComing(end);
        } else {
            queue.after(config.delays().demandMillis() * EventQueue.MILLI, () -> tell(end));
        }
        queue.after(windows.slideMillis() * EventQueue.MILLI, this::slideEnds);
    }

    private void tell(long windowEnd) {
        List<String> silent = new ArrayList<>();
        slices.forEach((model, ofModel) -> {
            AdapterDemand demand = ofModel.close(model, windowEnd, queue.millis());
            outbox.offer(told(demand));
            if (ofModel.isEmpty()) {
                silent.add(model);
            }
        });
        silent.forEach(slices::remove);
        write();
    }

    /** Rates as the planner is told them, which may be wrong. */
    private AdapterDemand told(AdapterDemand demand) {
        double factor = config.errors().demand();
        return factor == 1 ? demand : demand.scaled(factor, demand.completeness());
    }

    /** What waits for its time, and what the store has lost. */
    private void exchange() {
        queue.after(EXCHANGE_NANOS, this::exchange);
        try {
            if (!adopted) {
                outbox.adopt(blackboard.readAll(Keys.DEMAND).values(), queue.millis());
                adopted = true;
            }
            boolean lost = outbox.witness()
                    .filter(model -> blackboard.read(Keys.DEMAND, model).isEmpty())
                    .isPresent();
            if (lost) {
                outbox.lost();
            }
            write();
        } catch (StoreUnavailableException e) {
            watch.note(queue.now(), "demand waits for the store");
        }
    }

    private void write() {
        long now = queue.millis();
        try {
            for (AdapterDemand demand : outbox.due(now)) {
                blackboard.write(Keys.DEMAND, demand.model(), demand);
                outbox.written(demand, now);
            }
        } catch (StoreUnavailableException e) {
            watch.note(queue.now(), "demand waits for the store");
        }
    }
}
