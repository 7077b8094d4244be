package dev.berth.evaluation.virtual;

/** Who asked a pod for an answer, and is told how it goes. */
interface Answer {
    /** The pod does not know the name that it was asked for. */
    void notFound();

    /** The request can never be served there: it is too long for the engine. */
    void refused();

    void firstToken();

    /**
     * The last token.
     *
     * @param cachedTokens of the prompt that came from the prefix cache
     */
    void finished(int cachedTokens);

    /** The pod died. */
    void broken();
}
