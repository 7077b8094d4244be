package dev.berth.simulator.http;

import dev.berth.domain.config.Doc;

/** Start-up switches of a vLLM server that change what its clients see. */
public record ServerFlags(
        @Doc(
                        "whether unloaded adapters stay in the engine's memory until they age out, as vLLM's Python front end has it")
                boolean zombies,
        @Doc("whether adapters can be loaded and unloaded over HTTP (VLLM_ALLOW_RUNTIME_LORA_UPDATING)")
                boolean runtimeLoraUpdating,
        @Doc("whether /sleep, /wake_up and /is_sleeping exist (VLLM_SERVER_DEV_MODE)") boolean devMode,
        @Doc("whether every stream ends with a usage chunk, asked for or not (--enable-force-include-usage)")
                boolean forceIncludeUsage,
        @Doc("whether X-Request-Id is echoed as a response header (--enable-request-id-headers)")
                boolean requestIdHeaders) {

    public static final ServerFlags DEFAULTS = new ServerFlags(false, true, false, false, false);

    public ServerFlags withZombies(boolean on) {
        return new ServerFlags(on, runtimeLoraUpdating, devMode, forceIncludeUsage, requestIdHeaders);
    }

    public ServerFlags withRuntimeLoraUpdating(boolean on) {
        return new ServerFlags(zombies, on, devMode, forceIncludeUsage, requestIdHeaders);
    }

    public ServerFlags withDevMode(boolean on) {
        return new ServerFlags(zombies, runtimeLoraUpdating, on, forceIncludeUsage, requestIdHeaders);
    }

    public ServerFlags withForceIncludeUsage(boolean on) {
        return new ServerFlags(zombies, runtimeLoraUpdating, devMode, on, requestIdHeaders);
    }

    public ServerFlags withRequestIdHeaders(boolean on) {
        return new ServerFlags(zombies, runtimeLoraUpdating, devMode, forceIncludeUsage, on);
    }
}
