package dev.berth.evaluation.report;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.berth.domain.slo.Attainment;
import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge.Verdict;
import dev.berth.evaluation.replay.ReplayPlan;
import dev.berth.evaluation.replay.ReplayResult;
import dev.berth.evaluation.replay.RequestJudge;
import dev.berth.evaluation.replay.RequestResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What one arm of a comparison showed. Latencies are of completed requests and count from when a request was due, unless
 * said otherwise; TTFT and TPOT are of streams, since nobody outside sees the first token of another answer.
 *
 * @param name of the arm
 * @param source trace that was replayed
 * @param durationSeconds of the sending
 * @param planned requests of the plan
 * @param sent requests that were sent; each of them ended, once
 * @param offeredPerSecond mean rate of the plan
 * @param attainment by request
 * @param attainmentSinceSent the same, if the generator's own lateness is taken off
 * @param ceiling share of the requests that an idle pod would serve within their SLO; nothing could exceed it
 * @param goodputPerSecond requests a second that met their SLO
 * @param outcomes requests by how they ended
 * @param ttft seconds
 * @param tpot seconds
 * @param e2e seconds
 * @param fairness attainment adapter by adapter
 * @param byModel attainment of each model that was asked for
 * @param bySloClass attainment of each SLO class
 * @param recovery after the drift
 * @param seconds requests due in each second, and how many of them met their SLO
 * @param lag of the load generator, seconds
 * @param machine load of the machine that everything shared
 * @param counters what happened to the fleet
 * @param errors why requests were not completed, with how often
 * @param droppedTooLong requests of the segment, before it was scaled, that the engine could not have taken
 * @param warnings what makes this arm less than it seems
 */
public record ArmReport(
        String name,
        String source,
        double durationSeconds,
        int planned,
        int sent,
        double offeredPerSecond,
        Attained attainment,
        Attained attainmentSinceSent,
        double ceiling,
        double goodputPerSecond,
        Map<Outcome, Long> outcomes,
        Percentiles ttft,
        Percentiles tpot,
        Percentiles e2e,
        AdapterFairness fairness,
        Map<String, Attained> byModel,
        Map<String, Attained> bySloClass,
        Recovery recovery,
        List<Second> seconds,
        Percentiles lag,
        ReplayResult.MachineLoad machine,
        ArmCounters counters,
        Map<String, Long> errors,
        int droppedTooLong,
        List<String> warnings) {

    /** One second of the arm. */
    public record Second(int second, long met, long counted) {}

    public static ArmReport of(
            String name, ReplayPlan plan, ReplayResult result, RequestJudge judge, ArmCounters counters) {
        List<RequestResult> results = result.results();
        List<JudgedRequest> judged =
                results.stream().map(r -> new JudgedRequest(r, judge.judge(r))).toList();
        Attained attainment =
                attained(judged.stream().map(JudgedRequest::verdict).toList());
        Attained sinceSent = attained(
                results.stream().map(r -> judge.judge(r, r.servedSinceSent())).toList());
        Map<String, Attained> byModel = by(judged, r -> r.result().model());
        Map<String, Attained> byAdapter = new TreeMap<>(byModel);
        byAdapter.keySet().retainAll(new HashSet<>(plan.hotBefore()));
        Percentiles lag = Percentiles.of(results.stream().mapToDouble(RequestResult::lagSeconds));
        return new ArmReport(
                name,
                plan.source(),
                plan.durationSeconds(),
                plan.requests().size(),
                results.size(),
                plan.requests().size() / plan.durationSeconds(),
                attainment,
                sinceSent,
                ceiling(plan, judge),
                attainment.met() / plan.durationSeconds(),
                new TreeMap<>(results.stream().collect(groupingBy(RequestResult::outcome, counting()))),
                Percentiles.of(streams(results).stream()
                        .mapToDouble(r -> r.servedSinceScheduled().ttftSeconds())),
                Percentiles.of(streams(results).stream()
                        .filter(r -> r.outputTokens() > 1)
                        .mapToDouble(r -> r.servedSinceScheduled().tpotSeconds())),
                Percentiles.of(
                        results.stream().filter(RequestResult::completed).mapToDouble(r -> r.servedSinceScheduled()
                                .e2eSeconds())),
                AdapterFairness.of(byAdapter),
                byModel,
                by(judged, r -> judge.sloClassOf().apply(r.result().model()).name()),
                Recovery.of(judged, plan.driftAtSeconds(), plan.durationSeconds()),
                seconds(judged, plan.durationSeconds()),
                lag,
                result.machine(),
                counters,
                errors(results),
                plan.droppedTooLong(),
                Warnings.of(plan, result, lag, attainment, sinceSent));
    }

    /** Requests that ended this way. */
    public long count(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }

    private static List<RequestResult> streams(List<RequestResult> results) {
        return results.stream().filter(r -> r.completed() && r.hasFirstToken()).toList();
    }

    private static double ceiling(ReplayPlan plan, RequestJudge judge) {
        long within = plan.requests().stream().filter(judge::isWithinReach).count();
        return plan.requests().isEmpty() ? 1 : (double) within / plan.requests().size();
    }

    private static Attained attained(List<Verdict> verdicts) {
        Attainment attainment = Attainment.EMPTY;
        for (Verdict verdict : verdicts) {
            attainment = attainment.with(verdict);
        }
        return Attained.of(attainment);
    }

    private static Map<String, Attained> by(List<JudgedRequest> judged, Function<JudgedRequest, String> key) {
        Map<String, Attainment> counts = new TreeMap<>();
        for (JudgedRequest request : judged) {
            counts.merge(key.apply(request), Attainment.EMPTY.with(request.verdict()), Attainment::plus);
        }
        Map<String, Attained> shares = new TreeMap<>();
        counts.forEach((name, attainment) -> shares.put(name, Attained.of(attainment)));
        return shares;
    }

    private static List<Second> seconds(List<JudgedRequest> judged, double durationSeconds) {
        int count = (int) Math.ceil(durationSeconds);
        List<Attainment> bins = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bins.add(Attainment.EMPTY);
        }
        for (JudgedRequest request : judged) {
            int bin = Math.min(count - 1, (int) request.at());
            bins.set(bin, bins.get(bin).with(request.verdict()));
        }
        List<Second> seconds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            seconds.add(new Second(i, bins.get(i).met(), bins.get(i).counted()));
        }
        return seconds;
    }

    /** The request's own id is taken out, so that equal causes are counted together. */
    private static Map<String, Long> errors(List<RequestResult> results) {
        Map<String, Long> errors = new TreeMap<>();
        for (RequestResult result : results) {
            if (!result.completed()) {
                errors.merge(result.error().replace(result.id(), "ID"), 1L, Long::sum);
            }
        }
        return errors;
    }
}
