package dev.berth.streaming.app;

import dev.berth.domain.demand.AdapterDemand;
import dev.berth.store.RedisBlackboard;
import dev.berth.streaming.BlackboardFactory;
import dev.berth.streaming.cluster.JobCluster;
import dev.berth.streaming.cluster.JobKeeper;
import dev.berth.streaming.cluster.JobSettings;
import dev.berth.streaming.demand.DemandConfig;
import dev.berth.streaming.demand.DemandGraph;
import dev.berth.streaming.kafka.JsonTopic;
import dev.berth.streaming.kafka.ProfileSources;
import dev.berth.streaming.kafka.RequestsSource;
import dev.berth.streaming.kafka.TopicSetup;
import dev.berth.streaming.profile.BlackboardProfileSink;
import dev.berth.streaming.profile.ProfileGraph;
import dev.berth.streaming.publish.BlackboardDemandSink;
import dev.berth.streaming.scrape.EngineScrapeGraph;
import dev.berth.streaming.scrape.EngineSource;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The wiring: the jobs with their real ends, on a cluster that is handed in. */
final class BerthJobs implements AutoCloseable {
    private static final Duration KAFKA_WITHIN = Duration.ofSeconds(60);
    private static final Duration SAMPLES_BACK = Duration.ofMinutes(2);
    private static final Duration LOADS_BACK = Duration.ofHours(24);

    private final JobCluster cluster;
    private final JobKeeper keeper;
    private final CheckpointDirectory checkpoints;

    private BerthJobs(JobCluster cluster, JobKeeper keeper, CheckpointDirectory checkpoints) {
        this.cluster = cluster;
        this.keeper = keeper;
        this.checkpoints = checkpoints;
    }

    /** All jobs, as {@link #start(JobCluster, JobsConfig, List)}. */
    static BerthJobs start(JobCluster cluster, JobsConfig config) throws InterruptedException {
        return start(cluster, config, List.of());
    }

    /**
     * Makes the topics and submits the jobs. The cluster is closed with the handle, or if this fails.
     *
     * @param only names of the jobs that are wanted; empty for all
     */
    static BerthJobs start(JobCluster cluster, JobsConfig config, List<String> only) throws InterruptedException {
        CheckpointDirectory checkpoints = null;
        try {
            List<JobKeeper.NamedJob> wanted = wanted(jobs(config), only);
            prepare(config, KAFKA_WITHIN);
            checkpoints = CheckpointDirectory.prepare(config);
            JobKeeper keeper = JobKeeper.start(cluster.restPort(), JobSettings.of(checkpoints.path()), wanted);
            return new BerthJobs(cluster, keeper, checkpoints);
        } catch (RuntimeException | InterruptedException e) {
            cluster.close();
            if (checkpoints != null) {
                checkpoints.close();
            }
            throw e;
        }
    }

    static List<JobKeeper.NamedJob> wanted(List<JobKeeper.NamedJob> jobs, List<String> only) {
        List<String> known = jobs.stream().map(JobKeeper.NamedJob::name).toList();
        for (String name : only) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("there is no job '" + name + "', only " + String.join(", ", known));
            }
        }
        return only.isEmpty()
                ? jobs
                : jobs.stream().filter(job -> only.contains(job.name())).toList();
    }

    /** Makes the topics that are missing. */
    static void prepare(JobsConfig config, Duration atMost) throws InterruptedException {
        TopicSetup.ensure(config.kafka(), atMost);
    }

    static List<JobKeeper.NamedJob> jobs(JobsConfig config) {
        return List.of(
                new JobKeeper.NamedJob("EngineScrapeJob", env -> engineScrapeJob(env, config)),
                new JobKeeper.NamedJob("DemandJob", env -> demandJob(env, config)),
                new JobKeeper.NamedJob("ProfileJob", env -> profileJob(env, config)));
    }

    /** Loads are rare, so those of the last day are read again. */
    private static void profileJob(StreamExecutionEnvironment env, JobsConfig config) {
        long now = System.currentTimeMillis();
        BlackboardFactory blackboard = blackboard(config.redis(), config.fleet());
        ProfileGraph.build(
                env,
                new ProfileGraph.Sources(
                        RequestsSource.unbounded(config.kafka(), config.demand(), now),
                        ProfileSources.engineSamples(config.kafka(), now - SAMPLES_BACK.toMillis()),
                        ProfileSources.adapterEvents(config.kafka(), now - LOADS_BACK.toMillis())),
                new BlackboardProfileSink(blackboard),
                blackboard,
                config.profile());
    }

    private static void engineScrapeJob(StreamExecutionEnvironment env, JobsConfig config) {
        EngineScrapeGraph.build(
                env,
                new EngineSource(blackboard(config.redis(), config.fleet()), config.scrape()),
                JsonTopic.engineSamples(config.kafka()));
    }

    private static void demandJob(StreamExecutionEnvironment env, JobsConfig config) {
        DemandConfig demand = config.demand();
        Sink<AdapterDemand> documents = new BlackboardDemandSink(blackboard(config.redis(), config.fleet()), demand);
        long now = System.currentTimeMillis();
        DemandGraph.build(
                env,
                RequestsSource.unbounded(config.kafka(), demand, now),
                new DemandGraph.Sinks(documents, JsonTopic.deadLetters(config.kafka())),
                demand,
                RequestsSource.begin(demand, now));
    }

    private static BlackboardFactory blackboard(String redisUrl, String fleet) {
        return () -> new RedisBlackboard(redisUrl, fleet);
    }

    void awaitEnd() throws InterruptedException {
        cluster.awaitEnd();
    }

    @Override
    public void close() {
        keeper.close();
        cluster.close();
        checkpoints.close();
    }
}
