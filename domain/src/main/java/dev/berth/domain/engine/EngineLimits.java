package dev.berth.domain.engine;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The start-up flags of a vLLM server that decide what a batch may hold.
 *
 * @param maxNumSeqs {@code --max-num-seqs}, sequences running at once
 * @param maxBatchedTokens {@code --max-num-batched-tokens}, tokens in one step
 * @param kvTokens KV-cache capacity in tokens, after slots took their share
 * @param blockTokens KV block size in tokens
 * @param maxModelLen {@code --max-model-len}, prompt + output tokens of one request
 * @param maxLoras {@code --max-loras}: GPU slots, distinct adapters in one batch
 * @param maxCpuLoras {@code --max-cpu-loras}: adapters kept in host memory, including those in slots
 * @param maxLoraRank {@code --max-lora-rank}: a higher rank is refused, and every slot costs this one
 * @param prefillFirst schedule as vLLM did before chunked prefill ({@code --no-enable-chunked-prefill} of V0): whole prompts,
 *     in steps of their own, before any decode; as there, {@code maxBatchedTokens} is then at least {@code maxModelLen} and
 *     {@code maxNumSeqs}. False, or absent: chunked prefill
 * @param noPrefixCaching {@code --no-enable-prefix-caching}. False, or absent: prefixes are cached
 */
public record EngineLimits(
        int maxNumSeqs,
        int maxBatchedTokens,
        long kvTokens,
        int blockTokens,
        int maxModelLen,
        int maxLoras,
        int maxCpuLoras,
        int maxLoraRank,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean prefillFirst,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean noPrefixCaching) {

    public EngineLimits {
        Coefficient.positive("maxNumSeqs", maxNumSeqs);
        Coefficient.positive("maxBatchedTokens", maxBatchedTokens);
        Coefficient.positive("kvTokens", kvTokens);
        Coefficient.positive("blockTokens", blockTokens);
        Coefficient.positive("maxModelLen", maxModelLen);
        if (maxLoras < 0 || maxCpuLoras < maxLoras || maxLoraRank < 0) {
            throw new IllegalArgumentException(
                    "max_cpu_loras (" + maxCpuLoras + ") must be >= max_loras (" + maxLoras + ") >= 0");
        }
        if (prefillFirst && maxBatchedTokens < Math.max(maxModelLen, maxNumSeqs)) {
            throw new IllegalArgumentException("without chunked prefill, max_num_batched_tokens (" + maxBatchedTokens
                    + ") must be >= max_model_len (" + maxModelLen + ") and max_num_seqs (" + maxNumSeqs + ")");
        }
    }

    /** Today's scheduling: chunked prefill, cached prefixes. */
    public EngineLimits(
            int maxNumSeqs,
            int maxBatchedTokens,
            long kvTokens,
            int blockTokens,
            int maxModelLen,
            int maxLoras,
            int maxCpuLoras,
            int maxLoraRank) {
        this(
                maxNumSeqs,
                maxBatchedTokens,
                kvTokens,
                blockTokens,
                maxModelLen,
                maxLoras,
                maxCpuLoras,
                maxLoraRank,
                false,
                false);
    }

    public EngineLimits withLoras(int newMaxLoras, int newMaxCpuLoras) {
        return new EngineLimits(
                maxNumSeqs,
                maxBatchedTokens,
                kvTokens,
                blockTokens,
                maxModelLen,
                newMaxLoras,
                newMaxCpuLoras,
                maxLoraRank,
                prefillFirst,
                noPrefixCaching);
    }
}
