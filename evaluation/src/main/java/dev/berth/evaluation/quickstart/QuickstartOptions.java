package dev.berth.evaluation.quickstart;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the user asked for.
 *
 * @param trace to replay
 * @param pods simulated pods
 * @param maxLoras GPU slots of each
 * @param adapters in the catalog
 * @param zipf exponent of the adapters' popularity
 * @param load offered, as a share of the fleet's profiled capacity
 * @param engine name of a file in {@code datasets/engines}, or a file
 * @param duration of each arm
 * @param seed of everything drawn
 * @param keep leave all running afterwards
 * @param port of the router; 0 for any free one
 * @param workDirectory for logs and data; empty for a new temporary one
 * @param report file for the report
 */
public record QuickstartOptions(
        Path trace,
        int pods,
        int maxLoras,
        int adapters,
        double zipf,
        double load,
        String engine,
        Duration duration,
        long seed,
        boolean keep,
        int port,
        Optional<Path> workDirectory,
        Path report) {}
