package dev.berth.streaming.demand;

import dev.berth.domain.demand.LatencyQuantiles;
import dev.berth.domain.demand.RequestFinished;
import dev.berth.domain.demand.TokenSource;
import java.util.ArrayList;
import java.util.List;

/** The three durations of requests that completed. State of a job, so no record. */
public final class LatencySketches {
    public LatencySketch ttft = new LatencySketch();
    public LatencySketch tpot = new LatencySketch();
    public LatencySketch e2e = new LatencySketch();

    /** For Flink's serializer. */
    public LatencySketches() {}

    /** Those to which many are added. */
    static LatencySketches ofMany() {
        LatencySketches sketches = new LatencySketches();
        sketches.ttft = LatencySketch.ofMany();
        sketches.tpot = LatencySketch.ofMany();
        sketches.e2e = LatencySketch.ofMany();
        return sketches;
    }

    /** Takes a request that completed. */
    public void add(RequestFinished request) {
        e2e.accept(request.e2eSeconds());
        if (!request.stream()) {
            return;
        }
        ttft.accept(request.ttftSeconds());
        if (request.tokenSource() != TokenSource.NONE && request.outputTokens() > 1) {
            tpot.accept(Math.max(0, request.e2eSeconds() - request.ttftSeconds()) / (request.outputTokens() - 1));
        }
    }

    void add(LatencySketches other) {
        ttft.add(other.ttft);
        tpot.add(other.tpot);
        e2e.add(other.e2e);
    }

    void pack() {
        ttft.pack();
        tpot.pack();
        e2e.pack();
    }

    /** A kind that no request has is left out. */
    public List<LatencyQuantiles> quantiles() {
        List<LatencyQuantiles> told = new ArrayList<>(3);
        ttft.quantiles(LatencyQuantiles.Kind.TTFT).ifPresent(told::add);
        tpot.quantiles(LatencyQuantiles.Kind.TPOT).ifPresent(told::add);
        e2e.quantiles(LatencyQuantiles.Kind.E2E).ifPresent(told::add);
        return told;
    }
}
