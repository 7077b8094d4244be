package dev.berth.domain.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LengthCellTest {
    /** 2^4.5 = 22.63, 2^5.5 = 45.25, 2^8.5 = 362.04: the boundaries. */
    @ParameterizedTest
    @CsvSource({
        "0,0", "1,0", "2,1", "3,2", "4,2", "5,2", "6,3", "20,4", "22,4", "23,5", "45,5", "46,6", "362,8", "363,9",
        "1000,10", "1024,10", "-5,0"
    })
    void token_counts_are_rounded_once_in_log2(long tokens, int bucket) {
        assertThat(LengthCell.bucket(tokens)).isEqualTo(bucket);
    }

    @Test
    void the_greatest_count_has_a_bucket() {
        assertThat(LengthCell.bucket(Long.MAX_VALUE)).isEqualTo(63);
    }

    /** b = round(log2 t) exactly if 2^(2b-1) <= t^2 < 2^(2b+1); no square of a whole number is an odd power of two. */
    @Property
    void rounding_is_exact(@ForAll @LongRange(min = 2, max = Long.MAX_VALUE) long tokens) {
        int bucket = LengthCell.bucket(tokens);
        BigInteger square = BigInteger.valueOf(tokens).pow(2);
        assertThat(square).isGreaterThanOrEqualTo(BigInteger.TWO.pow(2 * bucket - 1));
        assertThat(square).isLessThan(BigInteger.TWO.pow(2 * bucket + 1));
    }

    @Test
    void a_cell_stands_for_powers_of_two() {
        LengthCell cell = new LengthCell(7, 9, 1);
        assertThat(cell.outputTokens()).isEqualTo(128);
        assertThat(cell.promptTokens()).isEqualTo(512);
    }
}
