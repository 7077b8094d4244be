package dev.berth.evaluation.twin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * The requests of the real sweep's client: each adapter waits an exponential gap from the start, then sends, waits and sends
 * again until the window ends. All adapters draw their gaps from one generator, in the order in which they wake up, so the
 * arrivals of all adapters together are a function of the seed. It is {@link NumpyRandom} here as there, hence with the
 * sweep's seed (0) these are the arrivals of the real runs, up to the client's own delays.
 */
final class ClientArrivals {
    static final int SWEEP_SEED = 0;

    private static final double NANOS = 1e9;
    private static final long MOST_DELAY_NANOS = 5_000_000;

    private ClientArrivals() {}

    record Arrival(long nanos, int adapter) {}

    static List<Arrival> of(OperatingPoint point, double windowSeconds, int seed) {
        NumpyRandom random = new NumpyRandom(seed);
        PriorityQueue<Wake> asleep = new PriorityQueue<>((a, b) -> Double.compare(a.seconds(), b.seconds()));
        for (int adapter = 0; adapter < point.adapters(); adapter++) {
            Wake first = new Wake(random.exponential(point.ratePerAdapter()), adapter);
            if (first.seconds() < windowSeconds) {
                asleep.add(first);
            }
        }
        List<Arrival> arrivals = new ArrayList<>();
        while (!asleep.isEmpty()) {
            Wake wake = asleep.remove();
            arrivals.add(new Arrival(Math.round(wake.seconds() * NANOS), wake.adapter()));
            double next = wake.seconds() + random.exponential(point.ratePerAdapter());
            if (next < windowSeconds) {
                asleep.add(new Wake(next, wake.adapter()));
            }
        }
        return arrivals;
    }

    /** The same requests, each up to 5 ms later, at random by the seed; unchanged for seed 0. */
    static List<Arrival> delayed(List<Arrival> arrivals, int seed) {
        if (seed == 0) {
            return arrivals;
        }
        SplittableRandom random = new SplittableRandom(seed);
        return arrivals.stream()
                .map(arrival -> new Arrival(arrival.nanos() + random.nextLong(MOST_DELAY_NANOS), arrival.adapter()))
                .sorted(Comparator.comparingLong(Arrival::nanos))
                .toList();
    }

    private record Wake(double seconds, int adapter) {}
}
