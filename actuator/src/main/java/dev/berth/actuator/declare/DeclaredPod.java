package dev.berth.actuator.declare;

import java.net.URI;
import java.util.Locale;

/**
 * A pod that is declared to exist.
 *
 * @param name unique in the fleet
 * @param url {@code http://HOST:PORT}, without a trailing slash
 * @param zone failure domain; empty if unknown
 */
public record DeclaredPod(String name, String url, String zone) {
    public DeclaredPod {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("a pod has no name");
        }
        if (url == null || !isServer(url)) {
            throw new IllegalArgumentException(
                    "pod '" + name + "': url '" + url + "' is not of the form http://HOST:PORT");
        }
        url = url.replaceAll("/+$", "");
        zone = zone == null ? "" : zone;
    }

    private static boolean isServer(String url) {
        try {
            URI uri = URI.create(url);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            return (scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
