package dev.berth.domain.fleet;

/**
 * A declared LoRA adapter.
 *
 * @param name what clients ask for as {@code model}
 * @param baseModel the served name of its base model
 * @param artifact {@code huggingface://ORG/REPO}, {@code s3://...} or an absolute path
 * @param digest of the artifact's content; empty if unknown
 * @param engineName what engines know it as: the name, or {@code name@digest8} once its artifact has changed, since
 *     vLLM's prefix cache is keyed by name and would serve stale KV
 * @param rank LoRA rank
 * @param bytes size in memory
 * @param sloClass name of an SLO class of the catalog
 * @param minReplicas least pods that hold it, >= 1
 * @param maxReplicas most pods that hold it; 0 for no bound
 * @param priority higher is served first when not all can be
 * @param tenant who pays for it; empty if nobody in particular
 */
public record AdapterSpec(
        String name,
        String baseModel,
        String artifact,
        String digest,
        String engineName,
        int rank,
        long bytes,
        String sloClass,
        int minReplicas,
        int maxReplicas,
        int priority,
        String tenant) {

    public AdapterSpec {
        if (name.isEmpty() || baseModel.isEmpty() || artifact.isEmpty()) {
            throw new IllegalArgumentException(
                    "adapter '" + name + "' needs a name, a base model and an artifact, none of them empty");
        }
        if (rank <= 0) {
            throw new IllegalArgumentException("adapter '" + name + "' has rank " + rank + "; it must be > 0");
        }
        if (bytes < 0) {
            throw new IllegalArgumentException("adapter '" + name + "' has " + bytes + " bytes; they must be >= 0");
        }
        if (minReplicas < 1 || maxReplicas < 0 || (maxReplicas > 0 && maxReplicas < minReplicas)) {
            throw new IllegalArgumentException("adapter '" + name + "': replicas " + minReplicas + " to " + maxReplicas
                    + "; at least 1, and the maximum not below the minimum (0: no maximum)");
        }
    }

    /** What an engine is told as {@code lora_path}: vLLM takes a directory or a Hugging Face repository's id. */
    public String loraPath() {
        String huggingFace = "huggingface://";
        return artifact.startsWith(huggingFace) ? artifact.substring(huggingFace.length()) : artifact;
    }
}
