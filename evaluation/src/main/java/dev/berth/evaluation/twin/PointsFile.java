package dev.berth.evaluation.twin;

import dev.berth.domain.config.ConfigException;
import java.nio.file.Path;
import java.util.List;

/**
 * Points to predict, one a line. Needed are slots, adapters and the rate of one adapter; the rest is as in the real sweep
 * where it is not given. Further columns are passed over.
 */
public final class PointsFile {
    private static final String[] SLOTS = {"slots", "max_loras", "gpu_slots"};
    private static final String[] ADAPTERS = {"adapters", "loras", "n_adapters", "num_adapters"};
    private static final String[] RANK = {"rank", "size", "adapter_rank", "lora_rank", "max_lora_rank"};
    private static final String[] RATE = {
        "rate", "rate_per_adapter_rps", "rate_per_adapter", "adapter_rate", "rate_rps", "rps"
    };
    private static final String[] PROMPT = {
        "prompt", "prompt_tokens", "input_tokens", "prompt_length", "input_length", "prompt_len", "input_len", "input"
    };
    private static final String[] OUTPUT = {"output", "output_tokens", "output_length", "output_len", "generated_tokens"
    };
    private static final String[] HOST = {"max_cpu_loras", "cpu_loras", "host_adapters"};
    private static final String[] KV_BLOCKS = {"kv_blocks", "gpu_kv_blocks"};

    private static final int SWEEP_RANK = 16;
    private static final int SWEEP_PROMPT_TOKENS = 250;
    private static final int SWEEP_OUTPUT_TOKENS = 230;

    private PointsFile() {}

    /** @throws ConfigException with file, line and column if something can't be read */
    public static List<OperatingPoint> read(Path file) {
        CsvTable table = CsvTable.read(file);
        table.require(SLOTS);
        table.require(ADAPTERS);
        table.require(RATE);
        if (table.rows().isEmpty()) {
            throw new ConfigException(file + " has a header, but no point");
        }
        return table.rows().stream().map(PointsFile::point).toList();
    }

    static OperatingPoint point(CsvTable.Row row) {
        int adapters = atLeastOne(row, row.count(ADAPTERS), ADAPTERS);
        int slots = atLeastOne(row, row.count(SLOTS), SLOTS);
        double rate = row.number(RATE);
        if (!(rate > 0)) {
            throw row.bad(RATE[0], "must be > 0, and is " + row.text(RATE));
        }
        int host = row.countOr(Math.max(slots, adapters), HOST);
        if (host < slots) {
            throw row.bad(HOST[0], "must be at least the slots (" + slots + "), and is " + host);
        }
        int kvBlocks = row.countOr(0, KV_BLOCKS);
        if (kvBlocks < 0) {
            throw row.bad(KV_BLOCKS[0], "must not be negative, and is " + kvBlocks);
        }
        return new OperatingPoint(
                slots,
                host,
                adapters,
                atLeastOne(row, row.countOr(SWEEP_RANK, RANK), RANK),
                rate,
                atLeastOne(row, row.countOr(SWEEP_PROMPT_TOKENS, PROMPT), PROMPT),
                atLeastOne(row, row.countOr(SWEEP_OUTPUT_TOKENS, OUTPUT), OUTPUT),
                kvBlocks);
    }

    private static int atLeastOne(CsvTable.Row row, int value, String... names) {
        if (value < 1) {
            throw row.bad(names[0], "must be at least 1, and is " + value);
        }
        return value;
    }
}
