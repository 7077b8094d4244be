package dev.berth.streaming.demand;

import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RouterHeartbeat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
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
 * <p>A heartbeat sets the timers of all windows that its span ends in, and of the first that it does not. Once no span ends
 * in the window (the router fell silent), all is forgotten.
 */
final class RouterAccountFunction
        extends KeyedCoProcessFunction<String, RouterHeartbeat, RequestArrived, RouterAccount> {
    private final Windows windows;
    private transient ValueState<RouterHeartbeat> last;
    private transient MapState<Long, RouterHeartbeat> unsettledBeats;
    private transient MapState<Long, Long> unsettledArrivals;
    private transient MapState<Long, Span> spans;

    RouterAccountFunction(Windows windows) {
        this.windows = windows;
    }

    @Override
    public void open(OpenContext context) {
        TypeInformation<RouterHeartbeat> beat = TypeInformation.of(RouterHeartbeat.class);
        last = getRuntimeContext().getState(new ValueStateDescriptor<>("last", beat));
        unsettledBeats = getRuntimeContext().getMapState(new MapStateDescriptor<>("unsettled-beats", Types.LONG, beat));
        unsettledArrivals =
                getRuntimeContext().getMapState(new MapStateDescriptor<>("unsettled-arrivals", Types.LONG, Types.LONG));
        spans = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>("spans", Types.LONG, TypeInformation.of(Span.class)));
    }

    @Override
    public void processElement1(RouterHeartbeat beat, Context context, Collector<RouterAccount> out) throws Exception {
        if (!windows.onTime(beat.atMillis(), context.timerService().currentWatermark())) {
            return; // A copy of one that was settled.
        }
        unsettledBeats.put(beat.atMillis(), beat);
        long first = windows.sliceStart(beat.atMillis()) + windows.slideMillis();
        for (long end = first; end <= first + windows.windowMillis(); end += windows.slideMillis()) {
            context.timerService().registerEventTimeTimer(windows.closes(end));
        }
    }

    @Override
    public void processElement2(RequestArrived arrived, Context context, Collector<RouterAccount> out)
            throws Exception {
        long at = arrived.atMillis();
        RouterHeartbeat settled = last.value();
        if (settled != null && at <= settled.atMillis()) {
            addLate(at);
            return;
        }
        Long before = unsettledArrivals.get(at);
        unsettledArrivals.put(at, before == null ? 1 : before + 1);
        wakeAtNextClose(at, context);
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
        settle(end);
        dropSpansUpTo(end - windows.windowMillis());
        if (spans.isEmpty() && unsettledBeats.isEmpty()) {
            last.clear();
            unsettledArrivals.clear();
            return;
        }
        out.collect(account(context.getCurrentKey(), end));
    }

    private void settle(long end) throws Exception {
        List<RouterHeartbeat> beats = new ArrayList<>();
        for (RouterHeartbeat beat : unsettledBeats.values()) {
            if (beat.atMillis() < end) {
                beats.add(beat);
            }
        }
        if (beats.isEmpty()) {
            return;
        }
        beats.sort(Comparator.comparingLong(RouterHeartbeat::atMillis));
        NavigableMap<Long, Long> arrivals = arrivals();
        RouterHeartbeat before = last.value();
        for (RouterHeartbeat beat : beats) {
            if (before != null) {
                settle(before, beat, arrivals);
            } else {
                spans.put(beat.atMillis(), new Span(beat.atMillis(), beat.atMillis(), 0, 0));
            }
            unsettledBeats.remove(beat.atMillis());
            before = beat;
        }
        last.update(before);
        for (long at : arrivals.headMap(before.atMillis(), true).keySet()) {
            unsettledArrivals.remove(at);
        }
    }

    private void settle(RouterHeartbeat before, RouterHeartbeat beat, NavigableMap<Long, Long> arrivals)
            throws Exception {
        boolean sameLife = before.startedAtMillis() == beat.startedAtMillis();
        long from = sameLife ? before.atMillis() : Math.max(before.atMillis(), beat.startedAtMillis() - 1);
        long accepted = sameLife ? beat.accepted() - before.accepted() : beat.accepted();
        long read = 0;
        for (long count : arrivals.subMap(from, false, beat.atMillis(), true).values()) {
            read += count;
        }
        spans.put(beat.atMillis(), new Span(from, beat.atMillis(), Math.max(0, accepted), read));
    }

    private NavigableMap<Long, Long> arrivals() throws Exception {
        NavigableMap<Long, Long> sorted = new TreeMap<>();
        unsettledArrivals.entries().forEach(e -> sorted.put(e.getKey(), e.getValue()));
        return sorted;
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
