package dev.berth.streaming.scrape;

import dev.berth.domain.demand.EngineSample;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;

/** A reader's side: the pods it was given are watched, and what was read of them is emitted. */
final class PodReader implements SourceReader<EngineSample, PodSplit> {
    private final SourceReaderContext context;
    private final SampleQueue queue;
    private final PodScraper scraper;
    private final Counter down;
    private final Counter dropped;

    PodReader(SourceReaderContext context, ScrapeConfig config) {
        this.context = context;
        this.queue = new SampleQueue(config.mostWaiting());
        this.scraper = new PodScraper(config, System::currentTimeMillis, new Random(), this::take);
        this.down = context.metricGroup().counter("scrapes_down");
        this.dropped = context.metricGroup().counter("samples_dropped");
    }

    private void take(EngineSample sample) {
        if (queue.put(sample)) {
            dropped.inc();
        }
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<EngineSample> output) {
        EngineSample sample = queue.poll();
        if (sample == null) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        if (!sample.up()) {
            down.inc();
        }
        output.collect(sample, sample.atMillis());
        return queue.isEmpty() ? InputStatus.NOTHING_AVAILABLE : InputStatus.MORE_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return queue.available();
    }

    @Override
    public void addSplits(List<PodSplit> splits) {
        splits.forEach(scraper::watch);
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        if (!(event instanceof RosterEvent roster)) {
            return;
        }
        Set<String> pods = new HashSet<>(roster.pods());
        for (PodSplit watched : scraper.watched()) {
            boolean mine = watched.owner(context.currentParallelism()) == context.getIndexOfSubtask();
            if (!mine || !pods.contains(watched.pod())) {
                scraper.forget(watched.pod());
            }
        }
    }

    @Override
    public List<PodSplit> snapshotState(long checkpointId) {
        return scraper.watched();
    }

    /** The enumerator never says so: a fleet has no end. */
    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {
        scraper.close();
    }
}
