package dev.berth.streaming.demand;

import dev.berth.domain.demand.AdapterDemand;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Brings together, for one window's end, the demands of all models and the accounts of all routers.
 *
 * <p>Completeness is a fact of routers, not of models, so it can't be counted where a model's demand is. But both are told
 * when event time passes the window's end, and each part passes time on only after it told. So when time passes the window's
 * end here, both sides are complete: demands wait until then and are corrected and sent on together. A window that fires
 * again because of late records finds the accounts still there for two more slides, and is sent on at once. What is told ahead
 * of a window's end waits for nothing.
 */
final class CompletenessFunction extends KeyedCoProcessFunction<Long, AdapterDemand, RouterAccount, AdapterDemand> {
    private final Windows windows;
    private transient MapState<String, AdapterDemand> waiting;
    private transient MapState<String, RouterAccount> accounts;

    CompletenessFunction(Windows windows) {
        this.windows = windows;
    }

    @Override
    public void open(OpenContext context) {
        waiting = getRuntimeContext()
                .getMapState(
                        new MapStateDescriptor<>("waiting", Types.STRING, TypeInformation.of(AdapterDemand.class)));
        accounts = getRuntimeContext()
                .getMapState(
                        new MapStateDescriptor<>("accounts", Types.STRING, TypeInformation.of(RouterAccount.class)));
    }

    @Override
    public void processElement1(AdapterDemand demand, Context context, Collector<AdapterDemand> out) throws Exception {
        if (demand.early()) {
            out.collect(demand);
            return;
        }
        if (context.timerService().currentWatermark() >= windows.closes(demand.windowEndMillis())) {
            out.collect(completeness().applyTo(demand));
            return;
        }
        waiting.put(demand.model(), demand);
        registerTimers(demand.windowEndMillis(), context);
    }

    @Override
    public void processElement2(RouterAccount account, Context context, Collector<AdapterDemand> out) throws Exception {
        accounts.put(account.router(), account);
        registerTimers(account.windowEndMillis(), context);
    }

    private void registerTimers(long end, Context context) {
        context.timerService().registerEventTimeTimer(windows.closes(end));
        context.timerService().registerEventTimeTimer(windows.closes(end + 2 * windows.slideMillis()));
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<AdapterDemand> out) throws Exception {
        Completeness completeness = completeness();
        for (AdapterDemand demand : waiting.values()) {
            out.collect(completeness.applyTo(demand));
        }
        waiting.clear();
        if (timestamp > windows.closes(context.getCurrentKey())) {
            accounts.clear();
        }
    }

    private Completeness completeness() throws Exception {
        Completeness sum = Completeness.UNKNOWN;
        for (RouterAccount account : accounts.values()) {
            sum = sum.plus(account);
        }
        return sum;
    }
}
