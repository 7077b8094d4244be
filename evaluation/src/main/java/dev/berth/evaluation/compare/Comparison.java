package dev.berth.evaluation.compare;

import dev.berth.evaluation.virtual.Arm;
import java.util.List;

/**
 * What a matrix of runs showed: the content of {@code results.json}. Equal inputs and code give equal bytes, so it holds no
 * time of day, no duration of work and no path.
 *
 * @param sought {@code figures}, {@code sustainableRate} or {@code fewestPods}
 * @param target share of requests that a search holds to; 0 if nothing is sought
 * @param baseline what all others are compared with, seed by seed
 * @param method how the intervals and searches are to be read
 * @param limits said with every claim
 */
public record Comparison(
        int form,
        String sought,
        double target,
        Measure headline,
        Arm baseline,
        List<Long> seeds,
        List<Block> blocks,
        List<Crossover> crossovers,
        List<String> method,
        List<String> limits) {
    public static final int FORM = 1;

    public Comparison {
        seeds = List.copyOf(seeds);
        blocks = List.copyOf(blocks);
        crossovers = List.copyOf(crossovers);
        method = List.copyOf(method);
        limits = List.copyOf(limits);
    }

    /**
     * All arms on one workload.
     *
     * @param ceiling highest attainment that any algorithm could have, the median of seeds: some requests miss their SLO
     *     even on an idle pod
     */
    public record Block(Workload workload, Description about, double ceiling, List<ArmRow> rows) {
        public Block {
            rows = List.copyOf(rows);
        }
    }

    public boolean failed() {
        return blocks.stream()
                .flatMap(block -> block.rows().stream())
                .flatMap(row -> row.seeds().stream())
                .anyMatch(row -> !row.well());
    }
}
