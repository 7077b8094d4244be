package dev.berth.streaming.demand;

import dev.berth.domain.demand.AdapterDemand;

/**
 * How much of what routers accepted was read.
 *
 * @param accepted by the routers' own account
 * @param read of these
 */
record Completeness(long accepted, long read) {
    static final Completeness UNKNOWN = new Completeness(0, 0);

    Completeness plus(RouterAccount account) {
        return new Completeness(accepted + account.accepted(), read + account.read());
    }

    /** 0 to 1; 1 if no router says anything, since then nothing speaks against what was read. */
    double ratio() {
        return accepted == 0 ? 1 : Math.min(1, read / (double) accepted);
    }

    /**
     * The demand with its rates scaled up by what was lost. Losses are not known by model; the rates of all are scaled
     * alike. If nothing at all was read there is nothing to scale.
     */
    AdapterDemand applyTo(AdapterDemand demand) {
        double ratio = ratio();
        double scale = ratio > 0 ? 1 / ratio : 1;
        return demand.scaled(scale, ratio);
    }
}
