package dev.berth.domain.routing;

import dev.berth.domain.Document;
import dev.berth.domain.Version;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a router let tenants use of the current minute, its own field of the hash {@code usage}: by it routers hold quotas
 * together.
 *
 * @param window the minute, as its ordinal since 1970
 * @param tenants by name; those that used nothing are left out
 */
public record RouterUsage(
        Version version, long madeAtMillis, String router, long window, Map<String, TenantUsage> tenants)
        implements Document {
    public RouterUsage {
        tenants = Collections.unmodifiableMap(new TreeMap<>(tenants));
    }

    /** Requests admitted, and tokens of prompts and answers. */
    public record TenantUsage(long requests, long tokens) {}
}
