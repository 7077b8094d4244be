package dev.berth.router.http;

/** Which ids of clients' own are kept. */
final class RequestIds {
    private static final int LONGEST = 128;

    private RequestIds() {}

    /** The id if it is fit to be logged and passed on; null otherwise. */
    static String fit(String given) {
        if (given == null || given.isEmpty() || given.length() > LONGEST) {
            return null;
        }
        for (int i = 0; i < given.length(); i++) {
            if (given.charAt(i) <= ' ' || given.charAt(i) > '~') {
                return null;
            }
        }
        return given;
    }
}
