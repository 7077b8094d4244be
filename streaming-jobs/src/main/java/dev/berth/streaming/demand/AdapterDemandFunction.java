package dev.berth.streaming.demand;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.DeadLetter;
import dev.berth.domain.demand.DemandHorizon;
import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * One model's arrivals and ends to its demand, once each slide, and at once when a flash crowd is seen.
 *
 * <p>{@link SliceTiers} are kept, not windows: a record is held once, however many windows hold it. The first record of a
 * slice sets the timers of all windows and longer times that hold it, and of the first that no longer does: so a model is
 * told of for as long as a window holds anything of it, then once more with nothing, then when a longer time ends that holds
 * anything of it. After that neither state nor timer is left of the model. (A timer that sets the next would need fewer, but
 * timers set by timers are lost when a finished log is read in batch.) No TTL by wall clock: when event time stands still (no
 * router is heard) a window must stay whole until it goes on.
 *
 * <p>Late records: one that the newest closed window holds is counted, and that window fires again, once for all that came
 * before time moves on. An older one can no longer change the document, which tells of the newest window; it is a dead
 * letter.
 *
 * <pre>
 *   (no state) --first record--> told of each slide --window empty--> told of once as silent
 *                                    ^                                        |
 *                                    +-------------- record ------------------+-- each minute for 15 min,
 *                                                                             |   each hour for 24 h
 *   (no state) <-------------------------- longest time empty ----------------+
 * </pre>
 */
final class AdapterDemandFunction extends KeyedProcessFunction<String, ReadRecord, AdapterDemand>
        implements CheckpointedFunction {
    static final OutputTag<DeadLetter> LATE = new OutputTag<>("late", TypeInformation.of(DeadLetter.class));

    /** Demands told ahead of their window's end; they wait for nothing. */
    static final OutputTag<AdapterDemand> EARLY = new OutputTag<>("early", DemandSerializer.TYPE);

    private final Horizons horizons;
    private final Windows windows;
    private final RecordReader reader;
    private long knownFrom;
    private transient ListState<Long> knownFromState;
    private transient SliceTiers<Exception> tiers;
    private transient MapSlices slices;
    private transient ValueState<HorizonsTold> told;
    private transient ValueState<SurgeWatch> watch;
    private transient ValueState<Long> timersOf;
    private transient Counter late;
    private transient Counter tooLate;
    private transient Counter changes;

    /**
     * @param knownFrom event time from which records are read, for a job that begins without state
     */
    AdapterDemandFunction(Windows windows, RecordReader reader, long knownFrom) {
        this.windows = windows;
        this.horizons = Horizons.of(windows);
        this.reader = reader;
        this.knownFrom = knownFrom;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        knownFromState = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("known-from-millis", Types.LONG));
        for (long before : knownFromState.get()) {
            knownFrom = Math.min(knownFrom, before);
        }
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        knownFromState.update(List.of(knownFrom));
    }

    @Override
    public void open(OpenContext context) {
        slices = mapSlices("slices");
        tiers = new SliceTiers<>(horizons, List.of(slices, mapSlices("minutes"), mapSlices("hours")));
        told = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("horizons", TypeInformation.of(HorizonsTold.class)));
        watch = getRuntimeContext().getState(new ValueStateDescriptor<>("watch", TypeInformation.of(SurgeWatch.class)));
        timersOf = getRuntimeContext().getState(new ValueStateDescriptor<>("timers-of", Types.LONG));
        late = DemandMetrics.lateButCounted(getRuntimeContext());
        tooLate = DemandMetrics.deadLetters(getRuntimeContext(), Defect.LATE);
        changes = DemandMetrics.earlyChanges(getRuntimeContext());
    }

    private MapSlices mapSlices(String name) {
        return new MapSlices(getRuntimeContext()
                .getMapState(new MapStateDescriptor<>(name, Types.LONG, TypeInformation.of(Slice.class))));
    }

    @Override
    public void processElement(ReadRecord record, Context context, Collector<AdapterDemand> out) throws Exception {
        if (record.arrived() != null) {
            arrived(record.arrived(), context);
        } else {
            finished(record.finished(), context);
        }
    }

    private void arrived(RequestArrived arrived, Context context) throws Exception {
        if (!admit(arrived, context)) {
            return;
        }
        long start = windows.sliceStart(arrived.atMillis());
        Slice slice = slice(start, context);
        slice.arrived((int) ((arrived.atMillis() - start) / Windows.BIN_MILLIS));
        slices.put(start, slice);
        watch(arrived, context);
    }

    private void finished(RequestFinished finished, Context context) throws Exception {
        if (!admit(finished, context)) {
            return;
        }
        long start = windows.sliceStart(finished.atMillis());
        Slice slice = slice(start, context);
        slice.finished(finished);
        slices.put(start, slice);
    }

    /** Whether the record still counts; wakes the window that closed without it. */
    private boolean admit(RequestRecord record, Context context) {
        long watermark = context.timerService().currentWatermark();
        long at = record.atMillis();
        if (!windows.stillCounts(at, watermark)) {
            tooLate.inc();
            context.output(LATE, reader.late(record, context.timerService().currentProcessingTime()));
            return false;
        }
        if (!windows.onTime(at, watermark)) {
            late.inc();
            context.timerService().registerEventTimeTimer(watermark + 1);
        }
        return true;
    }

    private Slice slice(long start, Context context) throws Exception {
        Slice slice = slices.startingAt(start);
        if (slice != null) {
            return slice;
        }
        Long before = timersOf.value();
        for (Windows each : horizons.all()) {
            setTimers(each, before, start, context);
        }
        timersOf.update(before == null ? start : Math.max(before, start));
        return new Slice(windows.binsPerSlice());
    }

    /** Of all windows that hold that time, and the next; those that hold the last slice for which it was done have theirs. */
    private static void setTimers(Windows windows, Long before, long at, Context context) {
        long first = windows.sliceStart(at) + windows.slideMillis();
        long setFrom = before == null ? Long.MAX_VALUE : windows.sliceStart(before) + windows.slideMillis();
        long setTo = before == null ? Long.MIN_VALUE : setFrom + windows.windowMillis();
        long watermark = context.timerService().currentWatermark();
        for (long end = first; end <= first + windows.windowMillis(); end += windows.slideMillis()) {
            boolean set = setFrom <= end && end <= setTo;
            if (!set && windows.closes(end) > watermark) {
                context.timerService().registerEventTimeTimer(windows.closes(end));
            }
        }
    }

    /**
     * Looks for a flash crowd, unless time is not known yet, or the arrival's clock is so far ahead of the others that what
     * it set off would keep windows that close before from being told.
     */
    private void watch(RequestArrived arrived, Context context) throws Exception {
        long newestClosed = windows.newestClosed(context.timerService().currentWatermark());
        long end = windows.sliceStart(arrived.atMillis()) + windows.slideMillis();
        if (newestClosed == Long.MIN_VALUE || end <= newestClosed || end > newestClosed + 2 * windows.slideMillis()) {
            return;
        }
        SurgeWatch state = watch.value();
        if (state == null) {
            state = new SurgeWatch();
            ArrivalHistory before = tiers.endingAt(newestClosed).history(knownFrom);
            state.expect(Outlook.of(before, windows.slices()).pace(), newestClosed);
        }
        Optional<SurgeWatch.Surge> surge = state.arrived(arrived.atMillis(), end);
        watch.update(state);
        if (surge.isPresent()) {
            changes.inc();
            context.output(EARLY, early(context.getCurrentKey(), end, surge.get(), context));
        }
    }

    private AdapterDemand early(String model, long end, SurgeWatch.Surge surge, Context context) throws Exception {
        Outlook outlook = new Outlook(
                Forecast.ofChange(surge.arrivals(), surge.seconds()), List.of(surge.change()), SurgeWatch.Pace.UNKNOWN);
        long now = context.timerService().currentProcessingTime();
        return tiers.endingAt(end).window().early(model, end, now, outlook, horizonsTold());
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<AdapterDemand> out) throws Exception {
        long end = windows.newestClosed(timestamp);
        long now = context.timerService().currentProcessingTime();
        boolean[] left = tiers.moveOn(end);
        HeldSlices<Exception> held = tiers.endingAt(end);
        List<DemandHorizon> longer = List.of();
        if (tiers.isEmpty()) {
            told.clear();
            watch.clear();
            timersOf.clear();
        } else {
            longer = closeLongerTimes(end, held, left);
        }
        Outlook outlook = Outlook.of(held.history(knownFrom), windows.slices());
        SurgeWatch state = watch.value();
        if (state != null) {
            state.expect(outlook.pace(), end);
            watch.update(state);
        }
        out.collect(held.window().demand(context.getCurrentKey(), end, now, outlook, longer));
    }

    /** The longer times as they are to be told now. */
    private List<DemandHorizon> closeLongerTimes(long end, HeldSlices<Exception> held, boolean[] left)
            throws Exception {
        boolean quarter = end % horizons.quarter().slideMillis() == 0;
        boolean day = end % horizons.day().slideMillis() == 0;
        if (!quarter && !day) {
            return horizonsTold();
        }
        List<DemandHorizon> now = new ArrayList<>(horizonsTold());
        if (quarter) {
            close(1, held, left, now);
        }
        if (day) {
            close(2, held, left, now);
        }
        HorizonsTold all = new HorizonsTold(now);
        told.update(all);
        return all.horizons();
    }

    private void close(int tier, HeldSlices<Exception> held, boolean[] left, List<DemandHorizon> all) throws Exception {
        Windows longer = horizons.all().get(tier);
        DemandHorizon before = null;
        for (DemandHorizon each : all) {
            before = each.windowMillis() == longer.windowMillis() ? each : before;
        }
        tell(all, longer, held.horizon(tier, knownFrom, before, left[tier]));
    }

    private static void tell(List<DemandHorizon> all, Windows windows, DemandHorizon horizon) {
        all.removeIf(before -> before.windowMillis() == windows.windowMillis());
        if (horizon.arrivals() > 0 || horizon.finished() > 0) {
            all.add(horizon);
            all.sort((a, b) -> Long.compare(a.windowMillis(), b.windowMillis()));
        }
    }

    private List<DemandHorizon> horizonsTold() throws Exception {
        HorizonsTold last = told.value();
        return last == null ? List.of() : last.horizons();
    }

    private record MapSlices(MapState<Long, Slice> state) implements SliceStore<Exception> {
        @Override
        public Slice startingAt(long millis) throws Exception {
            return state.get(millis);
        }

        @Override
        public Iterable<Map.Entry<Long, Slice>> all() throws Exception {
            return state.entries();
        }

        @Override
        public void put(long startMillis, Slice slice) throws Exception {
            state.put(startMillis, slice);
        }

        @Override
        public void remove(long startMillis) throws Exception {
            state.remove(startMillis);
        }

        @Override
        public boolean isEmpty() throws Exception {
            return state.isEmpty();
        }
    }
}
