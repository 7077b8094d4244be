package dev.berth.router.access;

import dev.berth.domain.config.ConfigException;
import dev.berth.domain.config.ConfigText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Every tenant by the hashes of his keys. Keys are random and long, so that one round of SHA-256 is enough: there is nothing
 * to guess them by.
 */
public final class KeyRing {
    /** Nobody is asked for a key. */
    public static final KeyRing OPEN = new KeyRing(Map.of(), false);

    private static final String SCHEME = "Bearer ";

    /** The file's form. */
    record Tenants(List<Tenant> tenants) {}

    private final Map<String, Tenant> byHash;
    private final boolean closed;

    private KeyRing(Map<String, Tenant> byHash, boolean closed) {
        this.byHash = Map.copyOf(byHash);
        this.closed = closed;
    }

    /**
     * @param source where the text is from, for messages
     * @throws ConfigException with one sentence if it can't be used
     */
    public static KeyRing read(String source, String text) {
        Tenants file = ConfigText.read(source, text, Tenants.class);
        Map<String, Tenant> byHash = new HashMap<>();
        for (Tenant tenant : file.tenants()) {
            for (String key : tenant.keys()) {
                Tenant other = byHash.put(key, tenant);
                if (other != null) {
                    throw new ConfigException(
                            source + ": tenants '" + other.name() + "' and '" + tenant.name() + "' have the same key");
                }
            }
        }
        return new KeyRing(byHash, true);
    }

    /** Whether a request needs a key. */
    public boolean isClosed() {
        return closed;
    }

    public int size() {
        return byHash.size();
    }

    /**
     * Whose key a request carries.
     *
     * @param authorization value of the header, null if there is none
     * @return null if it is nobody's
     */
    public Tenant tenant(String authorization) {
        if (authorization == null
                || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                || authorization.length() == SCHEME.length()) {
            return null;
        }
        return byHash.get(hash(authorization.substring(SCHEME.length()).strip()));
    }

    /** A key as the file holds it. */
    public static String hash(String key) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return "sha256:" + HexFormat.of().formatHex(sha256.digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
