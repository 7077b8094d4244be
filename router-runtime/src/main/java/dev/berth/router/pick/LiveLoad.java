package dev.berth.router.pick;

/**
 * What this router has on a pod right now, seen from one model. A port: readings of one pick need not be of one instant.
 * Tokens are those of {@link RequestFacts}: estimated prompts, predicted outputs.
 */
public interface LiveLoad {
    /** Requests of all models that the pod has and that have not ended. */
    int podInFlight();

    /** Those whose answer, a stream, has not begun: they wait in the engine's queue, or their prompt is being read. */
    int podWaiting();

    /** Those of this model, answered or not. */
    int modelInFlight();

    /** Those of this model whose answer has begun; the others may still wait in the engine's queue. */
    int modelRunning();

    /** Distinct adapters with a request in flight on the pod. */
    int activeAdapters();

    /** Sum of the shares of the pod that its requests hold, each 1/(tput*e2e); 1 is a pod at its capacity. */
    double podLoad();

    /** Prompt tokens that the pod has still to read before all of {@link #podWaiting} are answered, without cached ones. */
    long waitingPromptTokens();

    /** Prompt tokens of all requests in flight, without those that the pod's prefix cache had. */
    long podPromptTokens();

    /** Output tokens of all requests in flight, those that came included. */
    long podOutputTokens();

    /** Prompt and output tokens of all requests in flight, cached ones included: the KV cache that they need in the end. */
    long podContextTokens();

    /** Sum over the requests in flight of the tokens per second that each must get to meet its SLO. */
    double podTokenRateOwed();

    /**
     * Adapters that became active on the pod since this one last was; 0 while it is active. As long as it is below
     * {@code max_loras} the adapter is still in its slot.
     */
    int activationsSince();

    /**
     * The pod's share of the model's last hundred picks or so, 0 to 1.
     *
     * @param sequence of the request to be picked for
     */
    double recentShare(long sequence);

    /** How many leading blocks of a prompt the pod's prefix cache probably has, by what it was sent. */
    int cachedBlocks(PrefixBlocks prefix);
}
