package dev.berth.streaming.profile;

import dev.berth.domain.demand.AdapterEvent;
import dev.berth.domain.demand.LengthCell;
import dev.berth.domain.engine.StepTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What is known of one deployment's engine, and when that is no longer true. No I/O, no clock.
 *
 * <p><b>Memory.</b> The newest readings of each {@link Region} of batches; so an hour of light traffic does not push out what a
 * busy minute taught, and state is bounded whatever the traffic.
 *
 * <p><b>Drift.</b> Each reading of a region that is known is held against the last fit. Its residual, in units of the noise and cut
 * at 3, goes into a two-sided CUSUM (Page, "Continuous Inspection Schemes", Biometrika 1954): the sum grows only if residuals lie
 * to one side by more than {@link #ALLOWANCE}. When it passes {@link #ALARM} the engine has become another one; what was read
 * before the sum began to grow is forgotten, and the next fit is of the new one. Regions that are new say nothing of drift: there
 * the model was only extrapolated.
 *
 * <p><b>Another engine</b> is seen at once where it tells of itself: an incarnation with another number of slots, or a
 * deployment that is declared with another GPU. Pods of the old one that still run are not listened to.
 *
 * <pre>
 *   (nothing) --readings--> fitted --residuals to one side--> forgets what is older than their begin --> fitted
 *                             |--slots or GPU changed--> (nothing)
 * </pre>
 */
public final class EngineLearner {
    private static final int DEPTH = 32;
    private static final int KNOWN_REGION = 6;
    private static final double ALLOWANCE = 0.75;
    private static final double ALARM = 12;
    private static final double CUT = 3;
    private static final double LEAST_NOISE = 0.03;
    private static final int MOST_LOADS = 256;
    private static final int MOST_INCARNATIONS = 1_024;
    private static final int MOST_PAIRS = 20_000;
    private static final double TOKENS_REMEMBERED = 2e6;

    /** A reading that is so much older than the newest counts half. */
    private static final long HALF_LIFE_MILLIS = 30 * 60_000L;

    private EngineLearner() {}

    /** Takes a reading, unless it is of an engine that has been replaced. */
    public static void learn(LearnerMemory memory, EngineReading reading) {
        if (!admit(memory, reading)) {
            return;
        }
        StepReading step = reading.step();
        if (reading.outputTokens() > 0) {
            memory.requests++;
            memory.lengths.merge(
                    LengthCell.bucket(reading.outputTokens()) + "," + LengthCell.bucket(reading.promptTokens()),
                    1L,
                    Long::sum);
        }
        if (memory.learnedSinceMillis == 0) {
            memory.learnedSinceMillis = step.atMillis();
        }
        watch(memory, step, memory.region(Region.of(step)).readings.size());
        List<StepReading> region = memory.region(Region.of(step)).readings;
        region.add(step);
        if (region.size() > DEPTH) {
            region.remove(0);
        }
    }

    private static boolean admit(LearnerMemory memory, EngineReading reading) {
        int slots = reading.maxLora();
        if (slots == 0) {
            return true;
        }
        String life = reading.pod() + "/" + reading.incarnation();
        Integer known = memory.incarnations.putIfAbsent(life, slots);
        if (memory.incarnations.size() > MOST_INCARNATIONS) {
            memory.incarnations.clear();
            memory.incarnations.put(life, slots);
        }
        if (known == null && memory.maxLora != slots) {
            if (memory.maxLora != 0) {
                forget(memory, Long.MAX_VALUE);
            }
            memory.maxLora = slots;
        }
        return memory.maxLora == slots;
    }

    /** The deployment as declared; with another GPU all is learned anew. */
    public static void declared(LearnerMemory memory, String gpu) {
        if (!memory.gpu.isEmpty() && !memory.gpu.equals(gpu)) {
            forget(memory, Long.MAX_VALUE);
        }
        memory.gpu = gpu;
    }

    private static void watch(LearnerMemory memory, StepReading step, int readingsLikeIt) {
        if (memory.model == null || readingsLikeIt < KNOWN_REGION) {
            return;
        }
        double off = step.stepMillis() / StepTimeFit.predict(memory.model, step) - 1;
        double residual = Math.max(-CUT, Math.min(CUT, off / Math.max(LEAST_NOISE, memory.noise)));
        memory.aboveSinceMillis = memory.above == 0 ? step.atMillis() : memory.aboveSinceMillis;
        memory.belowSinceMillis = memory.below == 0 ? step.atMillis() : memory.belowSinceMillis;
        memory.above = Math.max(0, memory.above + step.weight() * (residual - ALLOWANCE));
        memory.below = Math.max(0, memory.below + step.weight() * (-residual - ALLOWANCE));
        if (memory.above > ALARM || memory.below > ALARM) {
            long since = memory.above > ALARM ? memory.aboveSinceMillis : memory.belowSinceMillis;
            memory.drifts++;
            forget(memory, since);
        }
    }

    private static void forget(LearnerMemory memory, long beforeMillis) {
        memory.regions.forEach(region -> region.readings.removeIf(step -> step.atMillis() < beforeMillis));
        memory.model = null;
        memory.above = 0;
        memory.below = 0;
        memory.lengths.clear();
        memory.learnedSinceMillis = beforeMillis == Long.MAX_VALUE ? 0 : beforeMillis;
    }

    /** A load that the actuator made. */
    public static void loaded(LearnerMemory memory, AdapterEvent event) {
        if (event.kind() != AdapterEvent.Kind.LOADED || !(event.seconds() > 0)) {
            return;
        }
        String pair = event.engineName() + "|" + event.pod() + "|" + event.incarnation();
        boolean first = memory.loadedBefore.put(pair, event.atMillis()) == null;
        if (memory.loadedBefore.size() > MOST_PAIRS) {
            forgetOldestPairs(memory.loadedBefore);
        }
        memory.loads.add(new LoadReading(event.rank(), first, 1_000 * event.seconds()));
        if (memory.loads.size() > MOST_LOADS) {
            memory.loads.remove(0);
        }
    }

    private static void forgetOldestPairs(Map<String, Long> pairs) {
        List<Long> times = new ArrayList<>(pairs.values());
        times.sort(Comparator.naturalOrder());
        long half = times.get(times.size() / 2);
        pairs.values().removeIf(at -> at < half);
    }

    /** A prompt of which both sizes are known. */
    public static void sized(LearnerMemory memory, PromptSize size) {
        if (size.bodyBytes() <= 0 || size.promptTokens() <= 0) {
            return;
        }
        memory.bodyBytes += size.bodyBytes();
        memory.promptTokens += size.promptTokens();
        if (memory.promptTokens > TOKENS_REMEMBERED) {
            memory.bodyBytes /= 2;
            memory.promptTokens /= 2;
        }
    }

    public static int readings(LearnerMemory memory) {
        return memory.readings().size();
    }

    /**
     * Fits what is remembered; residuals of what comes are held against this fit.
     *
     * @param declared null if no engine is declared
     */
    public static StepTimeFit.Result fit(LearnerMemory memory, StepTime declared) {
        StepTimeFit.Result result = (declared == null ? StepTimeFit.ofUnknownEngine() : StepTimeFit.around(declared))
                .fit(memory.readings(), HALF_LIFE_MILLIS);
        memory.model = result.stepTime();
        memory.noise = result.noise();
        return result;
    }
}
