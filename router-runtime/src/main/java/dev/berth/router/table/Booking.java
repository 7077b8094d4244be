package dev.berth.router.table;

import dev.berth.domain.profile.LatencyProfile;
import dev.berth.router.pick.PrefixBlocks;
import dev.berth.router.pick.RequestFacts;
import dev.berth.router.pick.RequestShare;

/**
 * One request counted on one pod, from the pick to its end there. For one thread at a time.
 *
 * <pre>
 *   WAITING --answering--> ANSWERING --ended--> ENDED      (it may end from WAITING as well)
 * </pre>
 */
public final class Booking {
    private enum Phase {
        WAITING,
        ANSWERING,
        ENDED
    }

    private final PairLoad pair;
    final long shareUnits;
    final long tokenRateUnits;
    /** Tokens without those that the pod's prefix cache probably had. */
    final long promptTokens;

    final long outputTokens;
    final long contextTokens;
    /** Of other answers nobody sees the beginning, so they count as begun. */
    final boolean beginningIsSeen;

    private Phase phase = Phase.WAITING;

    /**
     * @param profile of the pod's deployment, null if there is none
     */
    Booking(PairLoad pair, RequestFacts request, LatencyProfile profile) {
        PrefixBlocks prefix = request.prefix();
        double perToken = request.secondsPerToken();
        this.pair = pair;
        this.shareUnits = units(RequestShare.of(profile, request.outputTokens(), request.promptTokens()));
        this.tokenRateUnits = units(perToken > 0 ? 1 / perToken : 0);
        this.promptTokens = Math.max(1, request.promptTokens() - prefix.tokens(pair.cachedBlocks(prefix)));
        this.outputTokens = request.outputTokens();
        this.contextTokens = request.promptTokens() + request.outputTokens();
        this.beginningIsSeen = request.streamed();
    }

    /** The first byte of the answer came. */
    public void answering() {
        if (phase == Phase.WAITING) {
            phase = Phase.ANSWERING;
            pair.answering(this);
        }
    }

    /** The pod no longer has the request. Only the first call counts. */
    public void ended() {
        if (phase != Phase.ENDED) {
            boolean wasAnswering = phase == Phase.ANSWERING;
            phase = Phase.ENDED;
            pair.ended(this, wasAnswering);
        }
    }

    private static long units(double value) {
        return Math.round(value * PodLoad.UNITS);
    }
}
