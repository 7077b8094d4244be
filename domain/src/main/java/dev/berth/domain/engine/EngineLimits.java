package dev.berth.domain.engine;

/**
 * The start-up flags of a vLLM server that bound a batch.
 *
 * @param maxNumSeqs {@code --max-num-seqs}, sequences running at once
 * @param maxBatchedTokens {@code --max-num-batched-tokens}, tokens in one step
 * @param kvTokens KV-cache capacity in tokens, after slots took their share
 * @param blockTokens KV block size in tokens
 * @param maxModelLen {@code --max-model-len}, prompt + output tokens of one request
 * @param maxLoras {@code --max-loras}: GPU slots, distinct adapters in one batch
 * @param maxCpuLoras {@code --max-cpu-loras}: adapters kept in host memory, including those in slots
 * @param maxLoraRank {@code --max-lora-rank}: a higher rank is refused, and every slot costs this one
 */
public record EngineLimits(
        int maxNumSeqs,
        int maxBatchedTokens,
        long kvTokens,
        int blockTokens,
        int maxModelLen,
        int maxLoras,
        int maxCpuLoras,
        int maxLoraRank) {

    public EngineLimits {
        if (maxNumSeqs <= 0 || maxBatchedTokens <= 0 || kvTokens <= 0 || blockTokens <= 0 || maxModelLen <= 0) {
            throw new IllegalArgumentException("engine limits are > 0");
        }
        if (maxLoras < 0 || maxCpuLoras < maxLoras || maxLoraRank < 0) {
            throw new IllegalArgumentException(
                    "max_cpu_loras (" + maxCpuLoras + ") must be >= max_loras (" + maxLoras + ") >= 0");
        }
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
                maxLoraRank);
    }
}
