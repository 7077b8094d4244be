package dev.berth.router.http;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Where a request stands.
 *
 * <pre>
 *   NEW ------+-> CONNECTING --> SENT --> HELD --> ANSWERING --> ENDED
 *             |       |  ^        |  |      |
 *             |       |  |        |  +------+--> (a retry goes back to any state before SENT)
 *             +-> WAITING -> (a pod is ready; back to WAITING if it has no room)
 * </pre>
 *
 * In each state but ENDED a request may end: refused, failed, timed out, or left by its client. Once ANSWERING the client
 * has bytes, and there is no way back.
 */
enum ExchangeState {
    /** Accepted; no pod picked. */
    NEW,
    /** In the waiting room: no pod is ready for the model, or none that is has room. */
    WAITING,
    /** A pod is picked and a connection to it on its way. */
    CONNECTING,
    /** The pod has the request and has not answered. */
    SENT,
    /** The head of an answer came, and is kept back until a byte of its body comes, or the whole of a 404. */
    HELD,
    /** The answer is being carried. */
    ANSWERING,
    ENDED;

    private static final Map<ExchangeState, Set<ExchangeState>> NEXT = new EnumMap<>(Map.of(
            NEW, EnumSet.of(WAITING, CONNECTING, SENT, ENDED),
            WAITING, EnumSet.of(WAITING, CONNECTING, SENT, ENDED),
            CONNECTING, EnumSet.of(WAITING, CONNECTING, SENT, ENDED),
            SENT, EnumSet.of(WAITING, CONNECTING, SENT, HELD, ENDED),
            HELD, EnumSet.of(WAITING, CONNECTING, SENT, ANSWERING, ENDED),
            ANSWERING, EnumSet.of(ENDED),
            ENDED, EnumSet.noneOf(ExchangeState.class)));

    boolean mayBecome(ExchangeState next) {
        return NEXT.get(this).contains(next);
    }
}
