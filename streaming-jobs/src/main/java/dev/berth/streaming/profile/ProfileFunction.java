package dev.berth.streaming.profile;

import dev.berth.domain.Version;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.streaming.BlackboardFactory;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shell of {@link EngineLearner} and {@link ProfileLearning}: one deployment's readings and loads to its profile. Fits on a
 * timer of processing time, for as long as anything is heard; sends a profile on when it changed by more than its error, and the
 * same again from time to time, which fills a store that came back empty and is nothing new to one that did not.
 *
 * <p>The version's epoch is when this task was opened: a job that is restored from an older checkpoint goes on above whatever it
 * had published after that checkpoint.
 *
 * <pre>
 *   (no state) --first event--> learning --enough readings--> published --nothing heard for the TTL--> (no state)
 * </pre>
 */
final class ProfileFunction extends KeyedProcessFunction<String, DeploymentEvent, ProfileMessage> {
    private static final Logger log = LoggerFactory.getLogger(ProfileFunction.class);

    private final BlackboardFactory blackboard;
    private final ProfileConfig config;
    private transient ProfileLearning learning;
    private transient BlackboardBasis basis;
    private transient ValueState<LearnerMemory> state;
    private transient ValueState<ProfileMessage> published;
    private transient ValueState<Long> sentAt;
    private transient ValueState<Long> fitAt;
    private transient long epoch;
    private transient long counter;

    ProfileFunction(BlackboardFactory blackboard, ProfileConfig config) {
        this.blackboard = blackboard;
        this.config = config;
    }

    @Override
    public void open(OpenContext context) {
        learning = new ProfileLearning(config);
        basis = new BlackboardBasis(blackboard.open());
        state = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("learner", TypeInformation.of(LearnerMemory.class)));
        published = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("published", TypeInformation.of(ProfileMessage.class)));
        sentAt = getRuntimeContext().getState(new ValueStateDescriptor<>("sent-at", Types.LONG));
        fitAt = getRuntimeContext().getState(new ValueStateDescriptor<>("fit-at", Types.LONG));
        epoch = 0;
        counter = 0;
    }

    @Override
    public void processElement(DeploymentEvent event, Context context, Collector<ProfileMessage> out) throws Exception {
        LearnerMemory memory = state.value();
        if (memory == null) {
            memory = new LearnerMemory();
        }
        long now = context.timerService().currentProcessingTime();
        memory.heardAtMillis = now;
        long driftsBefore = memory.drifts;
        if (event.reading() != null) {
            EngineLearner.learn(memory, event.reading());
        } else if (event.event() != null) {
            EngineLearner.loaded(memory, event.event());
        } else {
            EngineLearner.sized(memory, event.size());
        }
        if (memory.drifts > driftsBefore) {
            log.info(
                    "engine changed deployment={} drifts={} since={}",
                    event.deployment(),
                    memory.drifts,
                    memory.learnedSinceMillis);
        }
        state.update(memory);
        if (fitAt.value() == null) {
            fitAfter(now, context);
        }
    }

    private void fitAfter(long now, Context context) throws Exception {
        long at = now + config.fitSeconds() * 1_000;
        fitAt.update(at);
        context.timerService().registerProcessingTimeTimer(at);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<ProfileMessage> out) throws Exception {
        LearnerMemory memory = state.value();
        if (memory == null || timestamp >= memory.heardAtMillis + config.deploymentTtlSeconds() * 1_000) {
            clear();
            return;
        }
        fitAfter(timestamp, context);
        ProfileBasis declared = basis.of(context.getCurrentKey(), timestamp);
        Version next = nextVersion(timestamp);
        Optional<LatencyProfile> fitted = learning.profile(memory, declared, next, timestamp, context.getCurrentKey());
        state.update(memory);
        ProfileMessage before = published.value();
        if (fitted.isPresent() && ProfileLearning.supersedes(before == null ? null : before.profile(), fitted.get())) {
            counter++;
            ProfileMessage message = ProfileMessage.of(fitted.get());
            published.update(message);
            sentAt.update(timestamp);
            out.collect(message);
            log.info(
                    "profile learned deployment={} version={} error={} readings={}",
                    context.getCurrentKey(),
                    next,
                    fitted.get().relativeError(),
                    fitted.get().samples());
        } else if (before != null && timestamp - sentAt.value() >= config.rewriteSeconds() * 1_000) {
            sentAt.update(timestamp);
            out.collect(before);
        }
    }

    private Version nextVersion(long now) {
        epoch = epoch == 0 ? now : epoch;
        return new Version(epoch, counter + 1);
    }

    private void clear() {
        state.clear();
        published.clear();
        sentAt.clear();
        fitAt.clear();
    }

    @Override
    public void close() {
        if (basis != null) {
            basis.close();
        }
    }
}
