package dev.berth.domain.demand;

/**
 * A request was accepted for routing. Rates are counted from these, so overload can't hide demand.
 *
 * @param requestId the request's {@code X-Request-Id}
 * @param model what the client asked for
 * @param tenant who asked; empty if unknown
 * @param bodyBytes length of the request's body
 * @param promptTokensEstimate body bytes over the profile's bytes per token
 * @param stream whether the client asked for server-sent events
 */
public record RequestArrived(
        int v,
        String router,
        long atMillis,
        String requestId,
        String model,
        String tenant,
        long bodyBytes,
        long promptTokensEstimate,
        boolean stream)
        implements RequestRecord {}
