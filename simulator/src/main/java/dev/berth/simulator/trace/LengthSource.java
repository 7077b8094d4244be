package dev.berth.simulator.trace;

/** Where lengths of synthesised requests come from. */
public interface LengthSource {
    /**
     * The lengths of a request.
     *
     * @param index of the request; the same one has the same lengths
     */
    RequestLengths lengths(Chance chance, long index);
}
