package dev.berth.evaluation.twin;

import dev.berth.domain.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the sweep of real runs: {@code vllm-sweep.csv} (what clients saw) joined with {@code vllm-sweep-engine.csv} (what the
 * engines logged).
 */
public final class RealRuns {
    public static final String CLIENT_FILE = "vllm-sweep.csv";
    public static final String ENGINE_FILE = "vllm-sweep-engine.csv";

    /** Runs whose host memory had room for the slots only. */
    private static final String WITHOUT_OFFLOADING = "without_offloading";

    private static final int PROMPT_TOKENS = 250;
    private static final int OUTPUT_TOKENS = 230;

    private RealRuns() {}

    public static boolean areIn(Path directory) {
        return Files.isRegularFile(directory.resolve(CLIENT_FILE))
                && Files.isRegularFile(directory.resolve(ENGINE_FILE));
    }

    /** @throws ConfigException with file, line and column if something can't be read */
    public static List<RealRun> read(Path directory) {
        Map<Key, CsvTable.Row> logs = new HashMap<>();
        for (CsvTable.Row row : CsvTable.read(directory.resolve(ENGINE_FILE)).rows()) {
            if (row.text("outcome").equals("ok")) {
                logs.put(Key.of(row, row.text("sweep")), row);
            }
        }
        return CsvTable.read(directory.resolve(CLIENT_FILE)).rows().stream()
                .map(row -> run(row, logs.get(Key.of(row, row.text("source_file")))))
                .toList();
    }

    /** What both files know of a run; the folder only tells with offloading from without. */
    private record Key(int slots, int adapters, double rate, boolean offloading) {
        static Key of(CsvTable.Row row, String folder) {
            return new Key(
                    row.count("slots"),
                    row.count("adapters"),
                    row.number("rate_per_adapter_rps"),
                    !folder.contains(WITHOUT_OFFLOADING));
        }
    }

    private static RealRun run(CsvTable.Row seen, CsvTable.Row log) {
        if (log == null) {
            throw seen.bad("slots", "has no run with the same slots, adapters and rate in " + ENGINE_FILE);
        }
        Key key = Key.of(seen, seen.text("source_file"));
        OperatingPoint point = new OperatingPoint(
                key.slots(),
                key.offloading() ? key.adapters() : key.slots(),
                key.adapters(),
                seen.count("size"),
                key.rate(),
                PROMPT_TOKENS,
                OUTPUT_TOKENS,
                log.count("gpu_kv_blocks"));
        EngineFigures engine = new EngineFigures(
                log.count("lora_disk_loads"),
                log.count("lora_gpu_loads_run"),
                log.count("max_running"),
                log.count("max_waiting"));
        return new RealRun(
                point,
                figures(seen),
                engine,
                1000 * log.number("lora_disk_load_s") / Math.max(1, engine.diskLoads()),
                1000 * log.number("lora_gpu_load_run_s") / Math.max(1, engine.slotLoads()));
    }

    private static Figures figures(CsvTable.Row row) {
        return new Figures(
                row.count("requests"),
                row.count("completed"),
                row.number("request_throughput"),
                row.number("output_token_throughput"),
                row.number("mean_ttft_ms"),
                row.number("median_ttft_ms"),
                row.number("p99_ttft_ms"),
                row.number("mean_tpot_ms"),
                row.number("median_tpot_ms"),
                row.number("p99_tpot_ms"),
                row.number("mean_itl_ms"),
                row.number("median_itl_ms"),
                row.number("p99_itl_ms"));
    }
}
