package dev.berth.evaluation.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PointsFileTest {
    @TempDir
    private Path directory;

    @Test
    void what_a_point_leaves_out_is_as_in_the_real_sweep() throws IOException {
        assertThat(PointsFile.read(file("slots,adapters,rate\n96,320,0.0125\n")))
                .containsExactly(new OperatingPoint(96, 320, 320, 16, 0.0125, 250, 230, 0));
    }

    @Test
    void columns_go_by_many_names_in_any_order_and_others_are_passed_over() throws IOException {
        String text =
                """

                Model, Rate_Per_Adapter_RPS ,Max Loras,N_ADAPTERS,size,prompt tokens,Output-Tokens,KV_blocks
                llama-2-7b,0.025,48,64,8,100,50,4582

                """;

        assertThat(PointsFile.read(file(text)))
                .containsExactly(new OperatingPoint(48, 64, 64, 8, 0.025, 100, 50, 4582));
    }

    @Test
    void the_real_sweep_itself_is_a_file_of_points() throws IOException {
        String text = "model,slots,adapters,size,rate_per_adapter_rps,requests\nllama-2-7b,12,64,16,0.0125,244\n";

        assertThat(PointsFile.read(file(text)))
                .containsExactly(new OperatingPoint(12, 64, 64, 16, 0.0125, 250, 230, 0));
    }

    @Test
    void what_is_wrong_is_one_sentence_with_file_line_and_column() throws IOException {
        Path letters = file("slots,adapters,rate\n96,320,0.0125\n96,many,0.0125\n");
        assertRefused(letters, letters + ", line 3, column 'adapters': it is not a number but 'many'");

        Path half = file("slots,adapters,rate\n9.5,320,0.0125\n");
        assertRefused(half, half + ", line 2, column 'slots': it is not a whole number but '9.5'");

        Path none = file("slots,adapters,rate\n96,0,0.0125\n");
        assertRefused(none, none + ", line 2, column 'adapters': it must be at least 1, and is 0");

        Path still = file("slots,adapters,rate\n96,320,-1\n");
        assertRefused(still, still + ", line 2, column 'rate': it must be > 0, and is -1");

        Path endless = file("slots,adapters,rate\n96,320,Infinity\n");
        assertRefused(endless, endless + ", line 2, column 'rate': it is not a number but 'Infinity'");

        Path brief = file("slots,adapters,rate\n96,320\n");
        assertRefused(brief, brief + ", line 2: expected 3 cells, found 2");

        Path tight = file("slots,adapters,rate,max_cpu_loras\n96,320,1,12\n");
        assertRefused(tight, tight + ", line 2, column 'max_cpu_loras': it must be at least the slots (96), and is 12");

        Path without = file("slots,rate\n96,0.0125\n");
        assertThatThrownBy(() -> PointsFile.read(without))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(without + " has no column 'adapters'; its columns are ");

        Path header = file("slots,adapters,rate\n");
        assertRefused(header, header + " has a header, but no point");
        Path empty = file("");
        assertRefused(empty, empty + " is empty; its first line names the columns");
        Path missing = directory.resolve("missing.csv");
        assertRefused(missing, "there is no file " + missing);
    }

    private static void assertRefused(Path file, String sentence) {
        assertThatThrownBy(() -> PointsFile.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage(sentence);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "points", ".csv"), text);
    }
}
