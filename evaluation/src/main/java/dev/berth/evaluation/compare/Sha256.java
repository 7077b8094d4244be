package dev.berth.evaluation.compare;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of parts, each with its length, so that no two lists of parts are one text. */
final class Sha256 {
    private final MessageDigest digest;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static String of(String... parts) {
        Sha256 sha = new Sha256();
        for (String part : parts) {
            sha.add(part);
        }
        return sha.hex();
    }

    Sha256 add(String part) {
        return add(part.getBytes(StandardCharsets.UTF_8));
    }

    Sha256 add(byte[] part) {
        digest.update((part.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(part);
        return this;
    }

    /** Ends the sum. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
