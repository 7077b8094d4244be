package dev.berth.streaming.profile;

import dev.berth.domain.demand.EngineSample;
import dev.berth.domain.demand.RequestFinished;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests of one pod to readings of its steps. No I/O, no clock.
 *
 * <p><b>A request is a stopwatch.</b> Between its first and its last token an engine with continuous batching made exactly
 * {@code output tokens - 1} steps; so the mean time of a step is measured to the millisecond, without asking the engine. What was
 * in those steps follows from the other requests of the pod: whoever decoded at the same time was in the batch, and who got its
 * first token in between had its prompt computed in between. Metrics can't tell that: gauges are read every second or two, steps
 * take 10 to 500 ms, and no metric says how long a step took.
 *
 * <p><b>A prompt</b> is timed apart: on a pod where nobody else's prompt was computed meanwhile, the time to the first token is
 * that of {@code ceil(prompt / chunk)} steps, and half a step to wait for if others decode.
 *
 * <p><b>What is missing.</b> Requests tell of themselves when they end, so a request is read only {@code hold} after its end,
 * when those that ran beside it have ended too. Some never tell (their router died, they came past the routers). The engine's own
 * counter shows that: where the requests known explain less than {@link #LEAST_COVERAGE} of the tokens that the engine generated
 * between the samples around, their batch is taken from the samples instead. A lost sample costs nothing else. Stretches with a
 * preemption are left out, since then a step gave no token.
 */
public final class PodStopwatch {
    private static final double LEAST_COVERAGE = 0.85;
    private static final int LEAST_STEPS = 8;
    private static final int LONG_STRETCH_STEPS = 64;
    private static final int LEAST_PROMPT = 128;
    private static final double PROMPT_WEIGHT = 0.5;
    private static final long LONGEST_MICROS = 120_000_000;
    private static final long MICROS = 1_000;
    private static final long FARTHEST_SAMPLE_MILLIS = 10_000;

    private final long holdMillis;

    /** @param holdMillis how long after a request's end those that ran beside it are waited for */
    public PodStopwatch(long holdMillis) {
        this.holdMillis = holdMillis;
    }

    /** A sample of the pod. A new incarnation forgets all of the old one, whose requests can no longer be told from its. */
    public void sampled(PodMemory memory, EngineSample sample) {
        if (!sample.up()) {
            return;
        }
        become(memory, sample.incarnation());
        memory.deployment = sample.deployment();
        memory.maxLora = sample.maxLora() > 0 ? sample.maxLora() : memory.maxLora;
        memory.samples.add(sample);
        hear(memory, sample.atMillis());
    }

    public void finished(PodMemory memory, RequestFinished finished) {
        if (memory.incarnation.isEmpty()) {
            memory.incarnation = finished.incarnation();
        }
        if (!finished.incarnation().equals(memory.incarnation)) {
            return; // Of a life that is over, or of one that no sample has told of yet.
        }
        memory.waiting.add(TimedRequest.from(finished));
        hear(memory, finished.atMillis());
    }

    private static void become(PodMemory memory, String incarnation) {
        if (!memory.incarnation.equals(incarnation)) {
            memory.incarnation = incarnation;
            memory.maxLora = 0;
            memory.waiting.clear();
            memory.done.clear();
            memory.samples.clear();
        }
    }

    private static void hear(PodMemory memory, long atMillis) {
        memory.clockMillis = Math.max(memory.clockMillis, atMillis);
    }

    /**
     * The readings that are due.
     *
     * @param engine what its model is called and how it reads prompts
     */
    public List<EngineReading> read(PodMemory memory, EngineTraits engine) {
        List<EngineReading> readings = new ArrayList<>();
        if (memory.deployment.isEmpty()) {
            return readings;
        }
        long due = (memory.clockMillis - holdMillis) * MICROS;
        List<TimedRequest> later = new ArrayList<>();
        List<TimedRequest> ready = new ArrayList<>();
        memory.waiting.forEach(request -> (request.endMicros() <= due ? ready : later).add(request));
        if (ready.isEmpty()) {
            return readings;
        }
        List<TimedRequest> known = new ArrayList<>(memory.done);
        known.addAll(memory.waiting);
        PodPicture picture = new PodPicture(known, engine.baseModel());
        for (TimedRequest request : ready) {
            decode(memory, picture, request, readings);
            prompt(memory, picture, request, engine.chunkTokens(), readings);
        }
        memory.waiting = later;
        memory.done.addAll(ready);
        long old = due - LONGEST_MICROS - holdMillis * MICROS;
        memory.done.removeIf(request -> request.endMicros() < old);
        memory.samples.removeIf(sample -> sample.atMillis() * MICROS < old);
        return readings;
    }

    /** From the first token to the last. */
    private static void decode(
            PodMemory memory, PodPicture picture, TimedRequest request, List<EngineReading> readings) {
        long micros = request.endMicros() - request.firstMicros();
        if (!request.completed()
                || !request.decoded()
                || request.steps() < LEAST_STEPS
                || micros <= 0
                || micros > LONGEST_MICROS) {
            return;
        }
        Batch batch = picture.batch(request.firstMicros(), request.endMicros(), request.steps());
        SampledStretch samples = SampledStretch.around(
                memory.samples, request.firstMicros(), request.endMicros(), FARTHEST_SAMPLE_MILLIS);
        if (samples != null) {
            if (samples.preempted()) {
                return;
            }
            double coverage = samples.coverage(picture);
            if (coverage < LEAST_COVERAGE) {
                batch = samples.batch(micros, request.steps(), batch, coverage);
            }
        }
        double weight = Math.min(1, (double) request.steps() / LONG_STRETCH_STEPS) / Math.max(1, batch.sequences());
        StepReading step = new StepReading(
                request.endMicros() / MICROS,
                micros / 1e3 / request.steps(),
                batch.sequences(),
                batch.prefillTokens(),
                batch.kvTokens(),
                batch.adapters(),
                weight);
        add(memory, step, request.promptTokens(), request.outputTokens(), readings);
    }

    /** From when the pod got it to its first token, if nobody else's prompt was in the way. */
    private static void prompt(
            PodMemory memory, PodPicture picture, TimedRequest request, int chunkTokens, List<EngineReading> readings) {
        long micros = request.firstMicros() - request.sentMicros();
        if (!request.completed()
                || !request.decoded()
                || request.sentMicros() == 0
                || micros <= 0
                || micros > LONGEST_MICROS
                || request.computedTokens() < LEAST_PROMPT
                || !picture.aloneWithItsPrompt(request)) {
            return;
        }
        Batch others = picture.batch(request.sentMicros(), request.firstMicros(), 1);
        double chunks = Math.ceil((double) request.computedTokens() / chunkTokens);
        double steps = chunks + Math.min(0.5, others.sequences() / 2);
        double adapters = picture.isAdapter(request.model()) ? Math.max(1, others.adapters()) : others.adapters();
        StepReading step = new StepReading(
                request.firstMicros() / MICROS,
                micros / 1e3 / steps,
                others.sequences(),
                request.computedTokens() / steps,
                others.kvTokens(),
                adapters,
                PROMPT_WEIGHT / (1 + others.sequences()));
        add(memory, step, request.promptTokens(), 0, readings);
    }

    private static void add(
            PodMemory memory, StepReading step, long promptTokens, long outputTokens, List<EngineReading> readings) {
        if (step.usable()) {
            readings.add(new EngineReading(
                    memory.deployment,
                    memory.samples.isEmpty() ? "" : memory.samples.get(0).pod(),
                    memory.incarnation,
                    memory.maxLora,
                    step,
                    promptTokens,
                    outputTokens));
        }
    }

    /** What was in the steps of a stretch, on average; see {@link StepReading}. */
    record Batch(double sequences, double prefillTokens, double kvTokens, double adapters) {}
}
