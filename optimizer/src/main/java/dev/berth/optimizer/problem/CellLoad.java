package dev.berth.optimizer.problem;

import dev.berth.domain.profile.Grid;
import dev.berth.domain.profile.LatencyProfile;
import dev.berth.domain.profile.Matrix;
import java.util.List;

/**
 * Pods that one request per second of a length takes: the larger of two loads.
 *
 * <ul>
 *   <li>throughput: {@code 1 / tput}, with tput between the cells of the profile bilinear in log2 of the lengths; by the nearest
 *       cell where one of the four serves nothing
 *   <li>KV tokens: {@code e2e * (in + out / 2) / kvTokens}, by Little's law the share of the cache that those in flight hold
 * </ul>
 */
final class CellLoad {
    private final LatencyProfile profile;
    private final Grid grid;

    CellLoad(LatencyProfile profile) {
        this.profile = profile;
        this.grid = profile.indexes();
    }

    /** Infinite if a request of this length can't meet the objective. */
    double ofRate(long output, long prompt) {
        Grid.Cell nearest = grid.nearest(output, prompt);
        if (!(profile.tputs().at(nearest) > 0)) {
            return Double.POSITIVE_INFINITY;
        }
        double rate = between(profile.tputs(), output, prompt);
        return Math.max(1 / (rate > 0 ? rate : profile.tputs().at(nearest)), ofKvTokens(output, prompt));
    }

    /** Mean time in the pod at capacity. */
    double seconds(long output, long prompt) {
        return Math.max(0, profile.e2e().at(grid.nearest(output, prompt)));
    }

    /**
     * Requests too long for the objective come all the same and take capacity from others: they count as the longest
     * servable prompt of their output length does, in proportion to their prompt.
     */
    double beyondObjective(long output, long prompt) {
        Grid.Cell at = grid.nearest(output, prompt);
        for (int row = at.row(); row >= 0; row--) {
            for (int column = grid.promptTokens().size() - 1; column >= 0; column--) {
                double rate = profile.tputs().at(new Grid.Cell(row, column));
                if (rate > 0) {
                    double longer = (double) prompt / grid.promptTokens().get(column);
                    double more = (double) grid.outputTokens().get(at.row())
                            / grid.outputTokens().get(row);
                    return Math.max(1, longer) * Math.max(1, more) / rate;
                }
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    private double ofKvTokens(long output, long prompt) {
        long kvTokens = profile.engine() == null ? 0 : profile.engine().limits().kvTokens();
        return kvTokens == 0 ? 0 : seconds(output, prompt) * (prompt + 0.5 * output) / kvTokens;
    }

    /** 0 if a cell around serves nothing. */
    private double between(Matrix matrix, long output, long prompt) {
        double row = position(grid.outputTokens(), output);
        double column = position(grid.promptTokens(), prompt);
        int above = (int) row;
        int left = (int) column;
        int below = (int) Math.ceil(row);
        int right = (int) Math.ceil(column);
        double first = matrix.at(new Grid.Cell(above, left));
        double second = matrix.at(new Grid.Cell(above, right));
        double third = matrix.at(new Grid.Cell(below, left));
        double fourth = matrix.at(new Grid.Cell(below, right));
        if (!(Math.min(Math.min(first, second), Math.min(third, fourth)) > 0)) {
            return 0;
        }
        double across = column - left;
        double down = row - above;
        return (1 - down) * ((1 - across) * first + across * second) + down * ((1 - across) * third + across * fourth);
    }

    /** Where a length is on an axis, in cells; lengths outside are at its ends. */
    private static double position(List<Integer> axis, long tokens) {
        int last = axis.size() - 1;
        if (tokens <= axis.get(0)) {
            return 0;
        }
        if (tokens >= axis.get(last)) {
            return last;
        }
        int at = 0;
        while (axis.get(at + 1) < tokens) {
            at++;
        }
        double from = Math.log(axis.get(at));
        return at + (Math.log(tokens) - from) / (Math.log(axis.get(at + 1)) - from);
    }
}
