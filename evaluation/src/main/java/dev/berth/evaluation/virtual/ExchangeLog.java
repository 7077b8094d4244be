package dev.berth.evaluation.virtual;

import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.RequestRecord;
import dev.berth.domain.demand.TokenSource;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.StepTime;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloClass;
import dev.berth.domain.slo.SloJudge;
import dev.berth.domain.slo.SloJudge.Verdict;
import dev.berth.domain.slo.SloTarget;
import dev.berth.evaluation.outcome.RequestTally;
import dev.berth.evaluation.outcome.Spills;
import dev.berth.evaluation.scenario.Scenario;
import dev.berth.evaluation.scenario.ScenarioRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/** What is kept of requests: the records that the jobs read, and the sums of the run. Judges each at its end. */
final class ExchangeLog {
    private final EventQueue queue;
    private final VirtualDemand demand;
    private final EngineSpec reference;
    private final List<EngineSpec> engines;
    private final long hopNanos;
    private final Map<String, SloClass> classes = new HashMap<>();
    private final Map<String, Integer> inFlight = new HashMap<>();
    private final String baseClass;
    private final Scenario scenario;
    private DoubleConsumer latencies = ratio -> {};
    private final Spills spills = new Spills();
    private RequestTally tally;
    private long beganNanos;
    private long tries;

    ExchangeLog(EventQueue queue, Scenario scenario, VirtualDemand demand, WorldConfig config) {
        this.queue = queue;
        this.demand = demand;
        this.scenario = scenario;
        this.reference = scenario.referenceEngine();
        this.engines = List.copyOf(scenario.engines().values());
        this.hopNanos = 2L * config.routing().hopMicros() * EventQueue.MICRO;
        for (AdapterSpec adapter : scenario.catalog().adapters()) {
            classes.put(adapter.name(), scenario.catalog().sloClass(adapter.sloClass()));
        }
        this.baseClass = scenario.catalog().sloClass(SloClass.STANDARD.name()).name();
        this.tally = new RequestTally(subjects(), config.warmUpSeconds());
    }

    private List<RequestTally.Subject> subjects() {
        List<RequestTally.Subject> subjects = new ArrayList<>();
        for (AdapterSpec a : scenario.catalog().adapters()) {
            String sloClass = classes.get(a.name()).name();
            subjects.add(new RequestTally.Subject(a.name(), true, sloClass, a.tenant(), a.rank()));
        }
        scenario.deployments().stream()
                .map(d -> d.baseModel())
                .distinct()
                .forEach(base -> subjects.add(new RequestTally.Subject(base, false, baseClass, "", 0)));
        return subjects;
    }

    /** The scenario's time 0. */
    void trafficBegins() {
        beganNanos = queue.now();
    }

    RequestTally tally() {
        return tally;
    }

    Spills spills() {
        return spills;
    }

    /** No pod could take the request, or the one that it was sent to is gone. */
    void held(ScenarioRequest request) {
        spills.held(request.model(), seconds(queue.now()));
    }

    /**
     * @param sentNanos when it was sent to the pod that gave it
     */
    void firstToken(ScenarioRequest request, long arrivedNanos, long sentNanos) {
        double target = SloJudge.ttftTargetSeconds(classOf(request.model()).target(), idlePrefillSeconds(request));
        double due = seconds(arrivedNanos) + target;
        if (target > 0 && seconds(queue.now()) > due) {
            spills.held(request.model(), due);
        }
        boolean soon = target == 0 || (queue.now() - sentNanos) / 1e9 <= target;
        spills.answered(request.model(), seconds(sentNanos), seconds(queue.now()), soon);
    }

    /** Of traffic. */
    private double seconds(long nanos) {
        return (nanos - beganNanos) / 1e9;
    }

    int inFlight(String model) {
        return inFlight.getOrDefault(model, 0);
    }

    long newTry() {
        return tries++;
    }

    void arrived(ScenarioRequest request) {
        inFlight.merge(request.model(), 1, Integer::sum);
        demand.arrived(request.model());
    }

    /** A request for a model that the table does not know: nobody's demand, and the client's mistake, or ours. */
    void unknown(ScenarioRequest request, long arrivedNanos) {
        tell(request, arrivedNanos, Outcome.REJECTED, Verdict.MISSED, 0, 0, 0);
    }

    void ended(
            ScenarioRequest request,
            long arrivedNanos,
            Outcome outcome,
            double ttftSeconds,
            double e2eSeconds,
            int cachedTokens,
            int requestTries) {
        inFlight.merge(request.model(), -1, Integer::sum);
        SloClass slo = classOf(request.model());
        Verdict verdict = SloJudge.judge(
                slo.target(),
                idlePrefillSeconds(request),
                new SloJudge.Served(outcome, true, ttftSeconds, e2eSeconds, request.outputTokens()));
        demand.finished(new RequestFinished(
                RequestRecord.FORM,
                "",
                queue.millis(),
                "",
                request.model(),
                "",
                EventQueue.EPOCH_MILLIS + arrivedNanos / EventQueue.MILLI,
                "",
                "",
                requestTries,
                outcome,
                outcome == Outcome.COMPLETED ? 200 : 503,
                true,
                0,
                ttftSeconds,
                e2eSeconds,
                request.promptTokens(),
                cachedTokens,
                request.outputTokens(),
                TokenSource.USAGE,
                slo.name(),
                verdict,
                "",
                ""));
        if (outcome == Outcome.COMPLETED) {
            latencies.accept(latencyToSlo(request, slo.target(), ttftSeconds, e2eSeconds));
        }
        tell(request, arrivedNanos, outcome, verdict, ttftSeconds, e2eSeconds, requestTries);
    }

    /** Tells the latency over its objective of each request that completes from now on. */
    void tellLatencies(DoubleConsumer taker) {
        latencies = taker;
    }

    private double latencyToSlo(ScenarioRequest request, SloTarget target, double ttftSeconds, double e2eSeconds) {
        double tpot = request.outputTokens() > 1 ? (e2eSeconds - ttftSeconds) / (request.outputTokens() - 1) : 0;
        double ratio = ratio(ttftSeconds, SloJudge.ttftTargetSeconds(target, idlePrefillSeconds(request)));
        return Math.max(ratio, Math.max(ratio(tpot, target.tpotSeconds()), ratio(e2eSeconds, target.e2eSeconds())));
    }

    private static double ratio(double seconds, double target) {
        return target == 0 ? 0 : seconds / target;
    }

    private void tell(
            ScenarioRequest request,
            long arrivedNanos,
            Outcome outcome,
            Verdict verdict,
            double ttftSeconds,
            double e2eSeconds,
            int requestTries) {
        boolean completed = outcome == Outcome.COMPLETED;
        double tpot = completed && request.outputTokens() > 1
                ? Math.max(0, e2eSeconds - ttftSeconds) / (request.outputTokens() - 1)
                : 0;
        tally.ended(new RequestTally.Ended(
                request.model(),
                (arrivedNanos - beganNanos) / 1e9,
                (queue.now() - beganNanos) / 1e9,
                outcome,
                verdict,
                ttftSeconds,
                tpot,
                e2eSeconds,
                requestTries,
                hopeless(request),
                completed ? work(request) : 0));
    }

    private SloClass classOf(String model) {
        SloClass ofAdapter = classes.get(model);
        return ofAdapter == null ? scenario.catalog().sloClass(SloClass.STANDARD.name()) : ofAdapter;
    }

    private double idlePrefillSeconds(ScenarioRequest request) {
        return reference
                .stepTime()
                .idlePrefillSeconds(request.promptTokens(), reference.limits().maxBatchedTokens());
    }

    /** Whether no idle pod could keep its SLO, with the adapter in its slot and nothing cached. */
    private boolean hopeless(ScenarioRequest request) {
        SloTarget target = classOf(request.model()).target();
        double idlePrefill = idlePrefillSeconds(request);
        boolean adapter = classes.containsKey(request.model());
        for (EngineSpec engine : engines) {
            StepTime step = engine.stepTime();
            double factor = step.loraFactor(adapter ? 1 : 0);
            double ttft = hopNanos / 1e9
                    + factor
                            * step.idlePrefillSeconds(
                                    request.promptTokens(), engine.limits().maxBatchedTokens());
            double context = request.promptTokens() + request.outputTokens() / 2.0;
            double tpot = step.millis(1, 0, context, adapter ? 1 : 0) / 1e3;
            double e2e = ttft + tpot * (request.outputTokens() - 1);
            if (SloJudge.judge(
                            target,
                            idlePrefill,
                            new SloJudge.Served(Outcome.COMPLETED, true, ttft, e2e, request.outputTokens()))
                    == Verdict.MET) {
                return false;
            }
        }
        return true;
    }

    /** Engine time that the request itself takes, without its part of what a step costs anyway. Milliseconds. */
    private double work(ScenarioRequest request) {
        StepTime step = reference.stepTime();
        double context = request.promptTokens() + request.outputTokens() / 2.0;
        return step.perPrefillTokenMillis() * request.promptTokens()
                + request.outputTokens() * (step.perSequenceMillis() + step.perKvTokenMillis() * context);
    }
}
