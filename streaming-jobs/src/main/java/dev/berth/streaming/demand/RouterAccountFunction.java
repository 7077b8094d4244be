package dev.berth.streaming.demand;

import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RouterHeartbeat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * One router's word against what was read of it, once each slide.
 *
 * <p>A router's counts are cumulative and exact at the instant of each heartbeat, and heartbeats are never at the ends of
 * windows. So arrivals are set against the span between two heartbeats that they fall in, to the millisecond, and a window's
 * account is the sum of the spans that end in it: no interpolation, and what routers accepted equals what was read unless
 * something was lost. A heartbeat comes once from each partition; copies are one. The first one ever heard only sets the
 * start. A router that started anew counts from 0 at its start; what its former life did after its last heartbeat is not
 * accounted for by anyone and left out.
 *
 * <p>What is not settled is kept slide by slide, so that a slide's end touches that slide only, however much was read ahead of
 * it; what came after a slide's last heartbeat is left over for the next.
 *
 * <p>A heartbeat sets the timers of all windows that its span ends in, and of the first that it does not. Once no span ends
 * in the window (the router fell silent), all is forgotten.
 */
final class RouterAccountFunction extends KeyedProcessFunction<String, ReadRecord, RouterAccount> {
    private final Windows windows;
    private transient ValueState<RouterHeartbeat> last;
    private transient MapState<Long, Unsettled> unsettled;
    private transient ValueState<Unsettled> leftOver;
    private transient MapState<Long, Span> spans;
    private transient MapState<Long, RouterHeartbeat> beatsOfEarlierBuilds;
    private transient MapState<Long, Long> arrivalsOfEarlierBuilds;

    RouterAccountFunction(Windows windows) {
        this.windows = windows;
    }

    @Override
    public void open(OpenContext context) {
        TypeInformation<RouterHeartbeat> beat = TypeInformation.of(RouterHeartbeat.class);
        TypeInformation<Unsettled> slide = TypeInformation.of(Unsettled.class);
        last = getRuntimeContext().getState(new ValueStateDescriptor<>("last", beat));
        unsettled = getRuntimeContext().getMapState(new MapStateDescriptor<>("unsettled", Types.LONG, slide));
        leftOver = getRuntimeContext().getState(new ValueStateDescriptor<>("left-over", slide));
        spans = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>("spans", Types.LONG, TypeInformation.of(Span.class)));
        beatsOfEarlierBuilds =
                getRuntimeContext().getMapState(new MapStateDescriptor<>("unsettled-beats", Types.LONG, beat));
        arrivalsOfEarlierBuilds =
                getRuntimeContext().getMapState(new MapStateDescriptor<>("unsettled-arrivals", Types.LONG, Types.LONG));
    }

    @Override
    public void processElement(ReadRecord record, Context context, Collector<RouterAccount> out) throws Exception {
        if (record.heartbeat() != null) {
            beat(record.heartbeat(), context);
        } else {
            arrived(record.arrived(), context);
        }
    }

    private void beat(RouterHeartbeat beat, Context context) throws Exception {
        if (!windows.onTime(beat.atMillis(), context.timerService().currentWatermark())) {
            return; // A copy of one that was settled.
        }
        long start = windows.sliceStart(beat.atMillis());
        Unsettled slide = slide(start);
        if (slide.beats.put(beat.atMillis(), beat) != null) {
            return;
        }
        unsettled.put(start, slide);
        long first = start + windows.slideMillis();
        for (long end = first; end <= first + windows.windowMillis(); end += windows.slideMillis()) {
            context.timerService().registerEventTimeTimer(windows.closes(end));
        }
    }

    private void arrived(RequestArrived arrived, Context context) throws Exception {
        long at = arrived.atMillis();
        RouterHeartbeat settled = last.value();
        if (settled != null && at <= settled.atMillis()) {
            addLate(at);
            return;
        }
        boolean first = true;
        if (windows.onTime(at, context.timerService().currentWatermark())) {
            long start = windows.sliceStart(at);
            Unsettled slide = slide(start);
            first = slide.count == 0; // The first has set the timer.
            slide.arrived(at);
            unsettled.put(start, slide);
        } else {
            Unsettled over = leftOver();
            over.arrived(at);
            leftOver.update(over);
        }
        if (first) {
            wakeAtNextClose(at, context);
        }
    }

    private Unsettled slide(long start) throws Exception {
        Unsettled slide = unsettled.get(start);
        return slide == null ? new Unsettled() : slide;
    }

    private Unsettled leftOver() throws Exception {
        Unsettled over = leftOver.value();
        return over == null ? new Unsettled() : over;
    }

    private void addLate(long at) throws Exception {
        for (Span span : spans.values()) {
            if (span.holds(at)) {
                spans.put(span.toMillis(), span.withOneMoreRead());
                return;
            }
        }
    }

    /** So that an arrival of a router without heartbeats is not kept for ever. */
    private void wakeAtNextClose(long at, Context context) {
        long watermark = context.timerService().currentWatermark();
        long start = windows.onTime(at, watermark) ? windows.sliceStart(at) : windows.newestClosed(watermark);
        long end = start + windows.slideMillis();
        context.timerService().registerEventTimeTimer(windows.closes(end));
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<RouterAccount> out) throws Exception {
        long end = windows.newestClosed(timestamp);
        takeOver(end);
        settle(end - windows.slideMillis());
        dropSpansUpTo(end - windows.windowMillis());
        if (spans.isEmpty() && !beatsAhead()) {
            last.clear();
            unsettled.clear();
            leftOver.clear();
            return;
        }
        out.collect(account(context.getCurrentKey(), end));
    }

    /** What an earlier build kept by the millisecond. */
    private void takeOver(long end) throws Exception {
        if (beatsOfEarlierBuilds.isEmpty() && arrivalsOfEarlierBuilds.isEmpty()) {
            return;
        }
        for (RouterHeartbeat beat : beatsOfEarlierBuilds.values()) {
            long start = Math.max(windows.sliceStart(beat.atMillis()), end - windows.slideMillis());
            Unsettled slide = slide(start);
            slide.beats.put(beat.atMillis(), beat);
            unsettled.put(start, slide);
        }
        for (Map.Entry<Long, Long> times : arrivalsOfEarlierBuilds.entries()) {
            long start = Math.max(windows.sliceStart(times.getKey()), end - windows.slideMillis());
            Unsettled slide = slide(start);
            for (long i = 0; i < times.getValue(); i++) {
                slide.arrived(times.getKey());
            }
            unsettled.put(start, slide);
        }
        beatsOfEarlierBuilds.clear();
        arrivalsOfEarlierBuilds.clear();
    }

    private boolean beatsAhead() throws Exception {
        for (Unsettled slide : unsettled.values()) {
            if (!slide.beats.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private void settle(long start) throws Exception {
        Unsettled slide = unsettled.get(start);
        if (slide == null) {
            return;
        }
        unsettled.remove(start);
        Unsettled over = leftOver();
        over.arrived(slide);
        if (!slide.beats.isEmpty()) {
            settle(over, slide.beats.values());
        }
        if (over.count > 0) {
            leftOver.update(over);
        } else {
            leftOver.clear();
        }
    }

    private void settle(Unsettled arrivals, Collection<RouterHeartbeat> unsorted) throws Exception {
        List<RouterHeartbeat> beats = new ArrayList<>(unsorted);
        beats.sort(Comparator.comparingLong(RouterHeartbeat::atMillis));
        arrivals.sortTimes();
        RouterHeartbeat before = last.value();
        for (RouterHeartbeat beat : beats) {
            Span span =
                    before == null ? new Span(beat.atMillis(), beat.atMillis(), 0, 0) : span(before, beat, arrivals);
            spans.put(beat.atMillis(), span);
            before = beat;
        }
        last.update(before);
        arrivals.drop(arrivals.upTo(before.atMillis()));
    }

    private static Span span(RouterHeartbeat before, RouterHeartbeat beat, Unsettled arrivals) {
        boolean sameLife = before.startedAtMillis() == beat.startedAtMillis();
        long from = sameLife ? before.atMillis() : Math.max(before.atMillis(), beat.startedAtMillis() - 1);
        long accepted = sameLife ? beat.accepted() - before.accepted() : beat.accepted();
        long read = Math.max(0, arrivals.upTo(beat.atMillis()) - arrivals.upTo(from));
        return new Span(from, beat.atMillis(), Math.max(0, accepted), read);
    }

    private RouterAccount account(String router, long end) throws Exception {
        long accepted = 0;
        long read = 0;
        for (Span span : spans.values()) {
            if (span.toMillis() < end) {
                accepted += span.accepted();
                read += span.read();
            }
        }
        return new RouterAccount(router, end, accepted, read);
    }

    private void dropSpansUpTo(long end) throws Exception {
        List<Long> gone = new ArrayList<>();
        for (Span span : spans.values()) {
            if (span.toMillis() < end) {
                gone.add(span.toMillis());
            }
        }
        for (long to : gone) {
            spans.remove(to);
        }
    }
}
