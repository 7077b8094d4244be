package dev.berth.simulator.trace;

import java.util.List;

/**
 * Lengths of several kinds of requests, mixed.
 *
 * @param parts at least one
 */
public record LengthMix(List<Part> parts) implements LengthSource {
    /** The part of a request's random numbers that chooses; the sources use other parts. */
    private static final long KIND = -1;

    /**
     * One kind.
     *
     * @param share of the requests, relative to the others', > 0
     */
    public record Part(LengthSource source, double share) {
        public Part {
            if (!(share > 0)) {
                throw new IllegalArgumentException("a part of a mix of lengths has a share > 0, not " + share);
            }
        }
    }

    public LengthMix {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a mix of lengths has at least one part");
        }
    }

    @Override
    public RequestLengths lengths(Chance chance, long index) {
        double wanted = chance.unit(index, KIND)
                * parts.stream().mapToDouble(Part::share).sum();
        double upTo = 0;
        for (Part part : parts) {
            upTo += part.share();
            if (wanted < upTo) {
                return part.source().lengths(chance, index);
            }
        }
        return parts.get(parts.size() - 1).source().lengths(chance, index);
    }
}
