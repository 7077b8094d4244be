package dev.berth.router.access;

import dev.berth.domain.config.Doc;
import java.util.List;

/** One who may ask, as the file of keys names him. */
public record Tenant(
        @Doc("the tenant's name, in records and towards pods") String name,
        @Doc("sha256:HEX of each key; `./berth router --hash-key` makes them") List<String> keys,
        @Doc("requests a minute, on all routers together; 0: no limit") long requestsPerMinute,
        @Doc("prompt and output tokens a minute, on all routers together; 0: no limit") long tokensPerMinute) {
    private static final int LONGEST_NAME = 128;

    public Tenant {
        if (name == null || name.isBlank() || name.length() > LONGEST_NAME || !isPlain(name)) {
            throw new IllegalArgumentException(
                    "a tenant's name is 1 to 128 visible ASCII characters, not '" + name + "'");
        }
        if (requestsPerMinute < 0 || tokensPerMinute < 0) {
            throw new IllegalArgumentException("tenant '" + name + "': quotas must be >= 0");
        }
        keys = List.copyOf(keys);
        for (String key : keys) {
            if (!key.matches("sha256:[0-9a-f]{64}")) {
                // The text is not shown: it may be a key that somebody forgot to hash.
                throw new IllegalArgumentException("tenant '" + name + "': a key must be sha256: and 64 hex digits");
            }
        }
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c > ' ' && c <= '~');
    }

    public boolean hasQuota() {
        return requestsPerMinute > 0 || tokensPerMinute > 0;
    }
}
