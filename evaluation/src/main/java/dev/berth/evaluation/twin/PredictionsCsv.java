package dev.berth.evaluation.twin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Predictions as comma-separated values, with the real sweep's names for what both have. */
public final class PredictionsCsv {
    private static final String HEADER = String.join(
            ",",
            "slots,max_cpu_loras,adapters,rank,rate_per_adapter_rps,prompt_tokens,output_tokens",
            "starts,starved,requests,completed,request_throughput,output_token_throughput",
            "mean_ttft_ms,median_ttft_ms,p99_ttft_ms,mean_tpot_ms,median_tpot_ms,p99_tpot_ms",
            "mean_itl_ms,median_itl_ms,p99_itl_ms,lora_disk_loads,lora_gpu_loads,max_running,max_waiting");

    private PredictionsCsv() {}

    public static List<String> lines(List<SimulatedRun> runs) {
        List<String> lines = new ArrayList<>();
        lines.add(HEADER);
        runs.forEach(run -> lines.add(line(run)));
        return lines;
    }

    private static String line(SimulatedRun run) {
        OperatingPoint p = run.point();
        String point = String.join(
                ",",
                String.valueOf(p.slots()),
                String.valueOf(p.hostAdapters()),
                String.valueOf(p.adapters()),
                String.valueOf(p.rank()),
                String.valueOf(p.ratePerAdapter()),
                String.valueOf(p.promptTokens()),
                String.valueOf(p.outputTokens()));
        Figures f = run.figures();
        if (!run.starts()) {
            return point + ",no,," + f.requests() + ",".repeat(16);
        }
        return String.format(
                Locale.ROOT,
                "%s,yes,%s,%d,%d,%.5f,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f,%d,%d,%d,%d",
                point,
                f.starved() ? "yes" : "no",
                f.requests(),
                f.completed(),
                f.requestThroughput(),
                f.outputTokenThroughput(),
                f.meanTtft(),
                f.medianTtft(),
                f.p99Ttft(),
                f.meanTpot(),
                f.medianTpot(),
                f.p99Tpot(),
                f.meanItl(),
                f.medianItl(),
                f.p99Itl(),
                run.engine().diskLoads(),
                run.engine().slotLoads(),
                run.engine().maxRunning(),
                run.engine().maxWaiting());
    }
}
