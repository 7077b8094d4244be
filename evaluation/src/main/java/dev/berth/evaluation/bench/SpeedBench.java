package dev.berth.evaluation.bench;

import com.sun.management.ThreadMXBean;
import dev.berth.domain.engine.EngineSpec;
import dev.berth.simulator.engine.EngineCounters;
import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;

/**
 * Engine steps per second of one core, stepping and in leaps, and what a step allocates. Both ways run the same load in turns,
 * round after round, after a warm-up, so that what disturbs the machine disturbs both. Counted in the thread's CPU time, which
 * neighbours on the machine lengthen less than the time on the wall; that is told beside.
 */
public final class SpeedBench {
    private static final int WARM_UP_ROUNDS = 2;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Options options;

    public SpeedBench(Options options) {
        this.options = options;
    }

    /**
     * What is run.
     *
     * @param batch sequences that decode together, in the mean
     * @param adapters that the requests are of
     * @param steps of each round and way
     */
    public record Options(EngineSpec engine, int batch, int adapters, int rounds, long steps, long seed) {
        public Options {
            if (batch < 1 || rounds < 1 || steps < 1000 || adapters < 0) {
                throw new IllegalArgumentException(
                        "a benchmark has a batch and rounds of at least 1, and rounds of at least 1000 steps");
            }
            if (adapters > engine.limits().maxLoras() || batch > engine.limits().maxNumSeqs()) {
                throw new IllegalArgumentException("engine " + engine.name() + " holds at most "
                        + engine.limits().maxLoras() + " adapters and "
                        + engine.limits().maxNumSeqs() + " sequences in a batch");
            }
        }
    }

    /** @param progress told the number of each round that has ended, from 1 */
    public SpeedReport run(IntConsumer progress) {
        Way stepping = new Way(SteadyLoad::step);
        Way leaping = new Way(SteadyLoad::leap);
        for (int round = 1 - WARM_UP_ROUNDS; round <= options.rounds(); round++) {
            stepping.run(round);
            leaping.run(round);
            if (round > 0) {
                progress.accept(round);
            }
        }
        return new SpeedReport(
                options.engine().name(),
                options.adapters(),
                options.rounds(),
                options.steps(),
                stepping.result(),
                leaping.result());
    }

    private interface Runner {
        void run(SteadyLoad load, long steps);
    }

    /** One way of advancing, with an engine of its own that goes on from round to round. */
    private final class Way {
        private final Runner runner;
        private final SteadyLoad load =
                new SteadyLoad(options.engine(), options.batch(), options.adapters(), options.seed());
        private final double[] perCpuSecond = new double[options.rounds()];
        private final double[] perSecond = new double[options.rounds()];
        private final double[] bytes = new double[options.rounds()];
        private long steps;
        private long tokens;

        Way(Runner runner) {
            this.runner = runner;
        }

        void run(int round) {
            EngineCounters before = load.counters();
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long wall = System.nanoTime();
            long cpu = threads.getCurrentThreadCpuTime();
            runner.run(load, options.steps());
            cpu = threads.getCurrentThreadCpuTime() - cpu;
            wall = System.nanoTime() - wall;
            allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
            EngineCounters after = load.counters();
            if (round > 0) {
                long count = after.steps() - before.steps();
                perCpuSecond[round - 1] = count * 1e9 / cpu;
                perSecond[round - 1] = count * 1e9 / wall;
                bytes[round - 1] = (double) allocated / count;
                steps += count;
                tokens += after.generationTokens() - before.generationTokens();
            }
        }

        SpeedReport.Way result() {
            return new SpeedReport.Way(
                    Spread.of(perCpuSecond), Spread.of(perSecond), Spread.of(bytes), (double) tokens / steps);
        }
    }
}
