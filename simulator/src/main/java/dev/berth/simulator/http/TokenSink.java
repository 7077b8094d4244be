package dev.berth.simulator.http;

import dev.berth.simulator.engine.Sequence;

/** Where the tokens of one request go. */
interface TokenSink {
    void token(Sequence sequence);

    /** Follows the last token. */
    void finished(Sequence sequence);

    /** All tokens of a step have been given. */
    void flush();

    /** The pod ends before the request did. */
    void failed(String why);
}
