package dev.berth.router.access;

import dev.berth.domain.config.Doc;

/** Who may use the router. */
public record AccessConfig(
        @Doc(
                        "YAML file of tenants with the hashes of their keys and their quotas, read again when it changes; empty: anyone may ask, and the header 'user' names the tenant")
                String keysFile) {
    public static final AccessConfig DEFAULTS = new AccessConfig("");
}
