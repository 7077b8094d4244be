package dev.berth.streaming.publish;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.streaming.BlackboardFactory;
import dev.berth.streaming.JsonState;
import dev.berth.streaming.demand.DemandConfig;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Demand onto the blackboard, each model its field of {@code demand}.
 *
 * <p>Delivery is at least once; a write is a compare-and-set by (window end, records in the window), so that the result is
 * exact: what is written again, or out of order, changes nothing. A store that is away neither stops nor fails the job; the
 * newest demand of each model waits, and is part of the checkpoint.
 */
public final class BlackboardDemandSink
        implements Sink<AdapterDemand>, SupportsWriterState<AdapterDemand, AdapterDemand> {
    private final BlackboardFactory blackboard;
    private final DemandConfig config;

    public BlackboardDemandSink(BlackboardFactory blackboard, DemandConfig config) {
        this.blackboard = blackboard;
        this.config = config;
    }

    @Override
    public StatefulSinkWriter<AdapterDemand, AdapterDemand> createWriter(WriterInitContext context) {
        return restoreWriter(context, List.of());
    }

    @Override
    public StatefulSinkWriter<AdapterDemand, AdapterDemand> restoreWriter(
            WriterInitContext context, Collection<AdapterDemand> unwritten) {
        BlackboardDemandWriter writer =
                new BlackboardDemandWriter(blackboard.open(), new DemandOutbox(config), context, unwritten);
        writer.start();
        return writer;
    }

    @Override
    public SimpleVersionedSerializer<AdapterDemand> getWriterStateSerializer() {
        return new JsonState<>(AdapterDemand.class);
    }
}
