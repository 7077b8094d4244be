package dev.berth.streaming.profile;

import dev.berth.domain.engine.EngineSpec;
import dev.berth.domain.engine.LoadTime;
import dev.berth.domain.engine.StepTime;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.ProfileFromEngine;
import java.util.List;

/**
 * Whether a profile tells its readers something that the published one does not: more than either's own error. The error of a
 * capacity is not that of a step: an engine that barely keeps its SLO loses a fifth of its capacity to steps that are longer by a
 * hundredth.
 */
final class ProfileChange {
    private static final double LEAST = 0.02;
    private static final double LOADS = 0.2;
    private static final double BYTES = 0.1;
    private static final double SURER = 2;

    private ProfileChange() {}

    static boolean isMaterial(LatencyProfile published, LatencyProfile now) {
        double error = Math.max(LEAST, Math.max(capacityError(published), capacityError(now)));
        return !published.indexes().equals(now.indexes())
                || !published.slos().equals(now.slos())
                || !published.engine().limits().equals(now.engine().limits())
                || published.learnedSinceMillis() != now.learnedSinceMillis()
                || now.relativeError() * SURER < published.relativeError()
                || moreMeasured(published, now)
                || capacityChange(published, now) > error
                || differ(
                        BYTES,
                        published.engine().bytesPerPromptToken(),
                        now.engine().bytesPerPromptToken())
                || loadsDiffer(published.engine().loadTimes(), now.engine().loadTimes());
    }

    private static boolean moreMeasured(LatencyProfile published, LatencyProfile now) {
        return measured(now) > 1.2 * measured(published) + 1;
    }

    private static long measured(LatencyProfile profile) {
        return profile.measured().stream()
                .flatMap(List::stream)
                .filter(cell -> cell)
                .count();
    }

    /** Mean relative change of the cells' capacity. */
    static double capacityChange(LatencyProfile published, LatencyProfile now) {
        double sum = 0;
        int cells = 0;
        for (int row = 0; row < now.tputs().rows().size(); row++) {
            for (int column = 0; column < now.tputs().rows().get(row).size(); column++) {
                double before = published.tputs().rows().get(row).get(column);
                double after = now.tputs().rows().get(row).get(column);
                if (before > 0 || after > 0) {
                    sum += Math.abs(after - before) / Math.max(before, after);
                    cells++;
                }
            }
        }
        return cells == 0 ? 0 : sum / cells;
    }

    /** Mean relative change of the cells' capacity if steps take longer by the profile's error. */
    static double capacityError(LatencyProfile profile) {
        EngineSpec engine = profile.engine();
        StepTime t = engine.stepTime();
        double factor = 1 + profile.relativeError();
        StepTime longer = new StepTime(
                factor * t.baseMillis(),
                factor * t.perSequenceMillis(),
                factor * t.perPrefillTokenMillis(),
                factor * t.perKvTokenMillis(),
                t.loraFixed(),
                t.loraPerAdapter(),
                factor * t.hostMillis(),
                factor * t.hostPerRunningMillis(),
                factor * t.hostPerSkippedMillis(),
                factor * t.hostPerArrivalMillis(),
                factor * t.hostPerNewAdapterMillis());
        return capacityChange(computed(profile, engine), computed(profile, engine.withStepTime(longer)));
    }

    private static LatencyProfile computed(LatencyProfile profile, EngineSpec engine) {
        return ProfileFromEngine.of(
                profile.version(),
                0,
                profile.deployment(),
                profile.baseModel(),
                engine,
                profile.slos(),
                engine.limits().maxLoras(),
                profile.indexes());
    }

    private static boolean loadsDiffer(List<LoadTime> published, List<LoadTime> now) {
        if (published.size() != now.size()) {
            return true;
        }
        for (int i = 0; i < now.size(); i++) {
            if (differ(
                            LOADS,
                            published.get(i).diskToHostFirstMillis(),
                            now.get(i).diskToHostFirstMillis())
                    || differ(
                            LOADS,
                            published.get(i).diskToHostMillis(),
                            now.get(i).diskToHostMillis())) {
                return true;
            }
        }
        return false;
    }

    private static boolean differ(double share, double a, double b) {
        return Math.abs(a - b) > share * Math.max(Math.abs(a), Math.abs(b));
    }
}
