package dev.berth.streaming.demand;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.domain.demand.DeadLetter;
import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * One model's arrivals and ends to its demand, once each slide.
 *
 * <p>Slices of the slide's length are kept, not windows: a record is held once, however many windows hold it. It sets the
 * timers of all windows that hold it, and of the first that no longer does: so a model is told of for as long as a window
 * holds anything of it, and then once more with nothing. After that neither state nor timer is left of the model. (A timer
 * that sets the next would need fewer, but timers set by timers are lost when a finished log is read in batch.) No TTL by
 * wall clock: when event time stands still (no router is heard) a window must stay whole until it goes on.
 *
 * <p>Late records: one that the newest closed window holds is counted, and that window fires again, once for all that came
 * before time moves on. An older one can no longer change the document, which tells of the newest window; it is a dead
 * letter.
 *
 * <pre>
 *   (no state) --first record--> told of each slide --window empty--> told of once as silent --> (no state)
 * </pre>
 */
final class AdapterDemandFunction
        extends KeyedCoProcessFunction<String, RequestArrived, RequestFinished, AdapterDemand> {
    static final OutputTag<DeadLetter> LATE = new OutputTag<>("late", TypeInformation.of(DeadLetter.class));

    private final Windows windows;
    private final RecordReader reader;
    private transient MapState<Long, Slice> slices;
    private transient Counter late;
    private transient Counter tooLate;

    AdapterDemandFunction(Windows windows, RecordReader reader) {
        this.windows = windows;
        this.reader = reader;
    }

    @Override
    public void open(OpenContext context) {
        slices = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>("slices", Types.LONG, TypeInformation.of(Slice.class)));
        late = DemandMetrics.lateButCounted(getRuntimeContext());
        tooLate = DemandMetrics.deadLetters(getRuntimeContext(), Defect.LATE);
    }

    @Override
    public void processElement1(RequestArrived arrived, Context context, Collector<AdapterDemand> out)
            throws Exception {
        if (!admit(arrived, context)) {
            return;
        }
        long start = windows.sliceStart(arrived.atMillis());
        Slice slice = slice(start);
        slice.arrived((int) ((arrived.atMillis() - start) / Windows.BIN_MILLIS));
        slices.put(start, slice);
    }

    @Override
    public void processElement2(RequestFinished finished, Context context, Collector<AdapterDemand> out)
            throws Exception {
        if (!admit(finished, context)) {
            return;
        }
        long start = windows.sliceStart(finished.atMillis());
        Slice slice = slice(start);
        slice.finished(finished);
        slices.put(start, slice);
    }

    /** Whether the record still counts; sets the timers of the windows that have to tell of it. */
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
        long first = windows.sliceStart(at) + windows.slideMillis();
        for (long end = first; end <= first + windows.windowMillis(); end += windows.slideMillis()) {
            if (windows.closes(end) > watermark) {
                context.timerService().registerEventTimeTimer(windows.closes(end));
            }
        }
        return true;
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<AdapterDemand> out) throws Exception {
        long end = windows.newestClosed(timestamp);
        long now = context.timerService().currentProcessingTime();
        WindowContent content = WindowContent.of(windows, end, slices::get);
        out.collect(content.demand(context.getCurrentKey(), end, now));
        dropBefore(end - windows.windowMillis());
    }

    private void dropBefore(long oldest) throws Exception {
        List<Long> gone = new ArrayList<>();
        for (long start : slices.keys()) {
            if (start < oldest) {
                gone.add(start);
            }
        }
        for (long start : gone) {
            slices.remove(start);
        }
    }

    private Slice slice(long start) throws Exception {
        Slice slice = slices.get(start);
        return slice == null ? new Slice(windows.binsPerSlice()) : slice;
    }
}
