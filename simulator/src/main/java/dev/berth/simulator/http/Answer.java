package dev.berth.simulator.http;

import dev.berth.simulator.engine.Sequence;

/**
 * What a generation will say.
 *
 * @param seed of its words
 * @param tokens how many there will be
 * @param finishReason of the last one: {@code stop} or {@code length}
 */
record Answer(AnswerForm form, long seed, int tokens, String finishReason) {

    String word(int index) {
        return Words.at(seed, index);
    }

    String usage(Sequence sequence) {
        return AnswerForm.usageField(
                sequence.request().promptTokens(), sequence.generatedTokens(), sequence.cachedTokens());
    }
}
