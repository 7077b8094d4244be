package dev.berth.evaluation.faults;

import dev.berth.domain.json.Json;
import dev.berth.evaluation.outcome.RunResult;
import dev.berth.evaluation.virtual.VirtualWorld;
import dev.berth.evaluation.virtual.WorldWatch;
import java.util.List;
import java.util.function.Consumer;

/**
 * One story, lived through.
 *
 * @param broken promises that were not kept, in words; empty if all were
 * @param result what the run gave
 */
public record FaultRun(FaultStory story, List<String> broken, RunResult result) {
    public FaultRun {
        broken = List.copyOf(broken);
    }

    public boolean kept() {
        return broken.isEmpty();
    }

    /** Without a log. */
    public static FaultRun of(long seed) {
        return of(FaultStory.of(seed), WorldWatch.NOTHING);
    }

    /** The same, told line by line. */
    public static FaultRun of(long seed, Consumer<String> lines) {
        return of(FaultStory.of(seed), new EventLog(lines));
    }

    private static FaultRun of(FaultStory story, WorldWatch log) {
        Promises promises = new Promises(story);
        RunResult result = VirtualWorld.run(
                story.scenario(), story.arm(), story.config(), story.seed(), new BothWatch(log, promises));
        promises.over(story.scenario().durationNanos());
        return new FaultRun(story, promises.broken(), result);
    }

    /** In words, without what happened. */
    public String head() {
        return "seed " + story.seed() + ": " + story.scenario().pods().size() + " pods, "
                + story.scenario().catalog().adapters().size() + " adapters, "
                + story.config().routing().routers() + " routers, " + story.arm() + ", faults "
                + story.scenario().faults().stream()
                        .map(f -> "%s%s at %.1f s for %.1f s"
                                .formatted(
                                        f.kind(),
                                        f.target().isEmpty() ? "" : " " + f.target(),
                                        f.atNanos() / 1e9,
                                        f.durationNanos() / 1e9))
                        .toList();
    }

    /** To compare two runs of a seed to the byte. */
    public String bytes() {
        return Json.write(result);
    }
}
