package dev.berth.evaluation.report;

import dev.berth.domain.slo.Attainment;

/**
 * A share of requests that met their SLO.
 *
 * @param met requests
 * @param counted requests offered, without those that the client itself left
 * @param share met of counted, 0 to 1; 1 if none was counted
 */
public record Attained(long met, long counted, double share) {
    static Attained of(Attainment attainment) {
        return new Attained(attainment.met(), attainment.counted(), attainment.ratio());
    }
}
