package dev.berth.evaluation.report;

import dev.berth.domain.slo.Attainment;
import java.util.List;

/**
 * How attainment came back after the drift.
 *
 * <p>Requests count at the time they were due. <i>Before</i> is the attainment of the requests due in the last
 * {@value #BEFORE_SECONDS} s before the drift. The sliding attainment at t is that of the requests due in the last
 * {@value #WINDOW_SECONDS} s, of those since the drift. It is <i>back</i> at t if it is no lower than <i>before</i> less one
 * percentage point, or less one request where the window has under a hundred. Recovered is the first t (every
 * {@value #STEP_SECONDS} s) from which on it is back for {@value #HOLD_SECONDS} s without a break.
 *
 * @param driftAtSeconds when popularity changed; 0 if it never did, and then the rest is empty
 * @param before attainment before the drift, 0 to 1
 * @param lowest sliding attainment after it
 * @param recovered whether it came back, and held, before the replay ended
 * @param afterSeconds from the drift; 0 if it never left, or never came back
 */
public record Recovery(double driftAtSeconds, double before, double lowest, boolean recovered, double afterSeconds) {
    static final double WINDOW_SECONDS = 5;
    static final double HOLD_SECONDS = 10;
    static final double BEFORE_SECONDS = 20;
    static final double STEP_SECONDS = 0.5;
    private static final double TOLERANCE = 0.01;

    /**
     * @param requests in any order
     * @param endSeconds of the replay's sending
     */
    static Recovery of(List<JudgedRequest> requests, double driftAtSeconds, double endSeconds) {
        if (driftAtSeconds <= 0) {
            return new Recovery(0, 0, 0, false, 0);
        }
        double before = between(requests, driftAtSeconds - BEFORE_SECONDS, driftAtSeconds)
                .ratio();
        double lowest = 1;
        double backSince = Double.NaN;
        double recoveredAt = Double.NaN;
        for (double t = driftAtSeconds; t <= endSeconds; t += STEP_SECONDS) {
            Attainment now = between(requests, Math.max(driftAtSeconds, t - WINDOW_SECONDS), t);
            lowest = Math.min(lowest, now.ratio());
            if (!isBack(now, before)) {
                backSince = Double.NaN;
            } else if (Double.isNaN(backSince)) {
                backSince = t;
            }
            if (Double.isNaN(recoveredAt) && t - backSince >= HOLD_SECONDS) {
                recoveredAt = backSince;
            }
        }
        boolean recovered = !Double.isNaN(recoveredAt);
        return new Recovery(driftAtSeconds, before, lowest, recovered, recovered ? recoveredAt - driftAtSeconds : 0);
    }

    private static boolean isBack(Attainment now, double before) {
        double slack = Math.max(TOLERANCE, now.counted() == 0 ? 0 : 1.0 / now.counted());
        return now.ratio() >= before - slack - 1e-9;
    }

    private static Attainment between(List<JudgedRequest> requests, double from, double to) {
        Attainment attainment = Attainment.EMPTY;
        for (JudgedRequest request : requests) {
            if (request.at() >= from && request.at() < to) {
                attainment = attainment.with(request.verdict());
            }
        }
        return attainment;
    }
}
