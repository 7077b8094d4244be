package dev.berth.router.rollout;

import dev.berth.domain.slo.Outcome;
import dev.berth.domain.slo.SloJudge.Verdict;

/**
 * A new version on trial beside the one in force.
 *
 * <pre>
 *   TRIAL --the candidate is worse--> ROLLED_BACK     (until its configuration changes)
 * </pre>
 *
 * Worse means: of those that ended, fewer met their SLO, or more failed, by more than the tolerance, and by more than chance
 * makes in one of a hundred such comparisons (a one-sided test of two proportions). What each version did is forgotten by
 * half now and then, so that the comparison is of recent traffic. Thread-safe.
 */
public final class Canary {
    /** Where the trial stands. */
    public enum State {
        TRIAL,
        ROLLED_BACK
    }

    /** Of the normal distribution: beyond it lies one hundredth. */
    private static final double ONE_PERCENT = 2.326;

    private static final long REMEMBERED = 2_000;

    /** What one version did. */
    public record Tally(long counted, long met, long failed) {
        static final Tally NONE = new Tally(0, 0, 0);

        Tally with(boolean isMet, boolean isFailed) {
            return new Tally(counted + 1, met + (isMet ? 1 : 0), failed + (isFailed ? 1 : 0));
        }

        Tally halved() {
            return new Tally(counted / 2, met / 2, failed / 2);
        }
    }

    private final CanaryConfig config;
    private long requests;
    private Tally stable = Tally.NONE;
    private Tally candidate = Tally.NONE;
    private State state = State.TRIAL;
    private String reason = "";

    public Canary(CanaryConfig config) {
        this.config = config;
    }

    public CanaryConfig config() {
        return config;
    }

    /** Whether the next request goes to the candidate. Its share is spread evenly, not by lot. */
    public synchronized boolean next() {
        if (state == State.ROLLED_BACK) {
            return false;
        }
        double before = Math.floor(requests * config.share());
        requests++;
        return Math.floor(requests * config.share()) > before;
    }

    /**
     * A request ended. Those that a client left, or that were its own mistake, say nothing.
     *
     * @return whether the candidate is rolled back by this one
     */
    public synchronized boolean ended(boolean ofCandidate, Outcome outcome, Verdict verdict) {
        if (verdict == Verdict.NOT_COUNTED || state == State.ROLLED_BACK) {
            return false;
        }
        boolean failed = outcome != Outcome.COMPLETED;
        if (ofCandidate) {
            candidate = candidate.with(verdict == Verdict.MET, failed);
        } else {
            stable = stable.with(verdict == Verdict.MET, failed);
        }
        if (candidate.counted() < config.minRequests()) {
            return false;
        }
        reason = worse(stable, candidate, config.tolerance());
        if (!reason.isEmpty()) {
            state = State.ROLLED_BACK;
            return true;
        }
        if (candidate.counted() >= REMEMBERED) {
            candidate = candidate.halved();
            stable = stable.halved();
        }
        return false;
    }

    /** In what the candidate is worse, in words; empty if it is not known to be. */
    static String worse(Tally stable, Tally candidate, double tolerance) {
        if (isAbove(candidate.failed(), candidate.counted(), stable.failed(), stable.counted(), tolerance)) {
            return "more of its requests fail";
        }
        long missed = candidate.counted() - candidate.met();
        long missedBefore = stable.counted() - stable.met();
        if (isAbove(missed, candidate.counted(), missedBefore, stable.counted(), tolerance)) {
            return "fewer of its requests meet their SLO";
        }
        return "";
    }

    /** Whether one share is above another by more than the tolerance and more than chance. */
    private static boolean isAbove(long hits, long of, long otherHits, long otherOf, double tolerance) {
        if (of == 0 || otherOf == 0) {
            return false;
        }
        double share = (double) hits / of;
        double other = (double) otherHits / otherOf;
        if (share - other <= tolerance) {
            return false;
        }
        double pooled = (double) (hits + otherHits) / (of + otherOf);
        double deviation = Math.sqrt(pooled * (1 - pooled) * (1.0 / of + 1.0 / otherOf));
        return share - other > ONE_PERCENT * deviation;
    }

    public synchronized State state() {
        return state;
    }

    /** Why it was rolled back; empty if it was not. */
    public synchronized String reason() {
        return reason;
    }

    public synchronized Tally ofStable() {
        return stable;
    }

    public synchronized Tally ofCandidate() {
        return candidate;
    }
}
