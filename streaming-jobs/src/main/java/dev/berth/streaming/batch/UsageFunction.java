package dev.berth.streaming.batch;

import dev.berth.domain.demand.RequestArrived;
import dev.berth.domain.demand.RequestFinished;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/** Adds up what one tenant asked of one model, until the log is over. */
final class UsageFunction
        extends KeyedCoProcessFunction<UsageFunction.Asker, RequestArrived, RequestFinished, ReportPart> {
    private transient ValueState<UsageTotals> totals;

    /** Who asked what. */
    public record Asker(String model, String tenant) {}

    @Override
    public void open(OpenContext context) {
        totals = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("totals", TypeInformation.of(UsageTotals.class)));
    }

    private UsageTotals totals(Context context) throws Exception {
        UsageTotals known = totals.value();
        if (known != null) {
            return known;
        }
        context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
        return new UsageTotals();
    }

    @Override
    public void processElement1(RequestArrived arrived, Context context, Collector<ReportPart> out) throws Exception {
        UsageTotals sum = totals(context);
        sum.offered++;
        totals.update(sum);
    }

    @Override
    public void processElement2(RequestFinished finished, Context context, Collector<ReportPart> out) throws Exception {
        UsageTotals sum = totals(context);
        sum.add(finished);
        totals.update(sum);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<ReportPart> out) throws Exception {
        Asker asker = context.getCurrentKey();
        out.collect(ReportPart.of(totals.value().usage(asker.model(), asker.tenant())));
        totals.clear();
    }
}
