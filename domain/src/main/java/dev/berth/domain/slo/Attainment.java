package dev.berth.domain.slo;

/**
 * A count of judgements.
 *
 * @param met requests that met their SLO
 * @param counted requests in the denominator; {@code met <= counted}
 */
public record Attainment(long met, long counted) {
    public static final Attainment EMPTY = new Attainment(0, 0);

    public Attainment {
        if (met < 0 || met > counted) {
            throw new IllegalArgumentException("attainment " + met + " of " + counted);
        }
    }

    public Attainment with(SloJudge.Verdict verdict) {
        return switch (verdict) {
            case MET -> new Attainment(met + 1, counted + 1);
            case MISSED -> new Attainment(met, counted + 1);
            case NOT_COUNTED -> this;
        };
    }

    public Attainment plus(Attainment other) {
        return new Attainment(met + other.met, counted + other.counted);
    }

    /** Share met, 0 to 1; 1 when nothing was counted, since nothing was missed. */
    public double ratio() {
        return counted == 0 ? 1 : (double) met / counted;
    }
}
