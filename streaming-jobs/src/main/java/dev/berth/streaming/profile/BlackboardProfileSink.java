package dev.berth.streaming.profile;

import dev.berth.store.Blackboard;
import dev.berth.store.Keys;
import dev.berth.store.StoreUnavailableException;
import dev.berth.store.WriteOutcome;
import dev.berth.streaming.BlackboardFactory;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Profiles onto the blackboard, each deployment its field of {@code profile}. Keeps nothing: each profile comes again within half
 * a minute ({@link ProfileFunction}), so one that the store could not take is not lost.
 */
public final class BlackboardProfileSink implements Sink<ProfileMessage> {
    private final BlackboardFactory blackboard;

    public BlackboardProfileSink(BlackboardFactory blackboard) {
        this.blackboard = blackboard;
    }

    @Override
    public SinkWriter<ProfileMessage> createWriter(WriterInitContext context) {
        return new Writer(
                blackboard.open(),
                context.metricGroup().counter("profiles_written"),
                context.metricGroup().counter("profiles_refused"));
    }

    private static final class Writer implements SinkWriter<ProfileMessage> {
        private static final Logger log = LoggerFactory.getLogger(BlackboardProfileSink.class);

        private final Blackboard blackboard;
        private final Counter written;
        private final Counter refused;
        private boolean away;

        Writer(Blackboard blackboard, Counter written, Counter refused) {
            this.blackboard = blackboard;
            this.written = written;
            this.refused = refused;
        }

        @Override
        public void write(ProfileMessage message, Context context) {
            try {
                WriteOutcome outcome = blackboard.write(Keys.PROFILE, message.deployment(), message.profile());
                (outcome == WriteOutcome.REFUSED_OLDER ? refused : written).inc();
                away = false;
            } catch (StoreUnavailableException e) {
                if (!away) {
                    log.warn("profiles wait for the store: {}", e.getMessage());
                }
                away = true;
            }
        }

        /** Nothing waits. */
        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {
            blackboard.close();
        }
    }
}
