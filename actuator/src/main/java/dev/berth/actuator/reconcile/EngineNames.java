package dev.berth.actuator.reconcile;

import dev.berth.actuator.observe.PodHealth;
import dev.berth.domain.fleet.AdapterSpec;
import dev.berth.domain.fleet.PairState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Decides what engines know each adapter as. An adapter starts under its own name and keeps its engine name for as long as
 * its content is the same; other content gets {@code name@digest8}, since vLLM's prefix cache is keyed by name. Content is
 * told by the digest, or by the artifact's address where there is no digest.
 *
 * <p>When nobody remembers the catalog of before (an emptied store and a restarted actuator), pods remember: a name that a
 * pod has from another path is not used again for this content.
 */
final class EngineNames {
    private static final int DIGEST_LENGTH = 8;

    private final Map<String, AdapterSpec> known = new HashMap<>();

    void recover(Collection<AdapterSpec> adapters) {
        adapters.forEach(a -> known.put(a.name(), a));
    }

    /** The declared adapters, each with its engine name. */
    List<AdapterSpec> name(List<AdapterSpec> declared, Collection<PodHealth> pods, PairBook book) {
        List<AdapterSpec> named = new ArrayList<>();
        for (AdapterSpec adapter : declared) {
            named.add(withEngineName(adapter, engineName(adapter, pods, book)));
        }
        known.clear();
        recover(named);
        return named;
    }

    private String engineName(AdapterSpec adapter, Collection<PodHealth> pods, PairBook book) {
        AdapterSpec before = known.get(adapter.name());
        if (before != null && !identity(before).equals(identity(adapter))) {
            return versioned(adapter);
        }
        if (before == null && pods.stream().anyMatch(p -> sameRoot(p.adapters().get(versioned(adapter)), adapter))) {
            return versioned(adapter);
        }
        String name = before == null ? adapter.name() : before.engineName();
        for (PodHealth pod : pods) {
            if (hasOtherContent(pod, name, adapter, book)) {
                return versioned(adapter);
            }
        }
        return name;
    }

    private static String versioned(AdapterSpec adapter) {
        return adapter.name() + "@" + digest8(identity(adapter));
    }

    private static boolean hasOtherContent(PodHealth pod, String name, AdapterSpec adapter, PairBook book) {
        String root = pod.adapters().get(name);
        if (root == null || !pod.answers() || sameRoot(root, adapter)) {
            return false;
        }
        return book.find(name, pod.id())
                .map(pair -> pair.is(PairState.SCHEDULED, PairState.FAILED))
                .orElse(true);
    }

    /** The catalogued adapter that an engine name stands for, under its present or an earlier engine name; null if none. */
    static AdapterSpec owner(String engineName, Map<String, AdapterSpec> adapters) {
        AdapterSpec exact = adapters.get(engineName);
        if (exact != null) {
            return exact;
        }
        int at = engineName.lastIndexOf('@');
        boolean versioned = at > 0 && engineName.length() - at - 1 == DIGEST_LENGTH;
        return versioned ? adapters.get(engineName.substring(0, at)) : null;
    }

    static boolean sameRoot(String root, AdapterSpec adapter) {
        return root != null && withoutSlashes(root).equals(withoutSlashes(adapter.loraPath()));
    }

    private static String withoutSlashes(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    private static String identity(AdapterSpec adapter) {
        return adapter.digest().isEmpty() ? adapter.artifact() : adapter.digest();
    }

    private static String digest8(String identity) {
        String bare = identity.substring(identity.indexOf(':') + 1).toLowerCase(Locale.ROOT);
        if (bare.matches("[0-9a-f]{" + DIGEST_LENGTH + ",}")) {
            return bare.substring(0, DIGEST_LENGTH);
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, DIGEST_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static AdapterSpec withEngineName(AdapterSpec a, String engineName) {
        return new AdapterSpec(
                a.name(),
                a.baseModel(),
                a.artifact(),
                a.digest(),
                engineName,
                a.rank(),
                a.bytes(),
                a.sloClass(),
                a.minReplicas(),
                a.maxReplicas(),
                a.priority(),
                a.tenant());
    }
}
