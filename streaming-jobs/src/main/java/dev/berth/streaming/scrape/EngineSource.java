package dev.berth.streaming.scrape;

import dev.berth.domain.demand.EngineSample;
import dev.berth.streaming.BlackboardFactory;
import dev.berth.streaming.JsonState;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** The engines of the fleet as a source: the blackboard tells which pods there are, each is a split. */
public final class EngineSource implements Source<EngineSample, PodSplit, PodRoster> {
    private final BlackboardFactory blackboard;
    private final ScrapeConfig config;

    public EngineSource(BlackboardFactory blackboard, ScrapeConfig config) {
        this.blackboard = blackboard;
        this.config = config;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SplitEnumerator<PodSplit, PodRoster> createEnumerator(SplitEnumeratorContext<PodSplit> context) {
        return restoreEnumerator(context, PodRoster.EMPTY);
    }

    @Override
    public SplitEnumerator<PodSplit, PodRoster> restoreEnumerator(
            SplitEnumeratorContext<PodSplit> context, PodRoster roster) {
        return new PodEnumerator(context, blackboard.open(), config.fleetMillis(), roster);
    }

    @Override
    public SourceReader<EngineSample, PodSplit> createReader(SourceReaderContext context) {
        return new PodReader(context, config);
    }

    @Override
    public SimpleVersionedSerializer<PodSplit> getSplitSerializer() {
        return new JsonState<>(PodSplit.class);
    }

    @Override
    public SimpleVersionedSerializer<PodRoster> getEnumeratorCheckpointSerializer() {
        return new JsonState<>(PodRoster.class);
    }
}
