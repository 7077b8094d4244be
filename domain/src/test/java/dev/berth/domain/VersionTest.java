package dev.berth.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class VersionTest {
    private static final long GREATEST = (1L << 53) - 1;

    @Test
    void a_new_writer_wins_over_a_deposed_one_whatever_that_one_counted() {
        assertThat(new Version(2, 1).isNewerThan(new Version(1, 1_000_000))).isTrue();
        assertThat(new Version(1, 2).isNewerThan(new Version(1, 1))).isTrue();
        assertThat(new Version(1, 1).isNewerThan(new Version(1, 1))).isFalse();
        assertThat(Version.firstOf(1).isNewerThan(Version.NONE)).isTrue();
        assertThat(new Version(0, 1).isNewerThan(Version.NONE)).isTrue();
    }

    @Test
    void the_next_one_is_the_same_writers() {
        assertThat(Version.firstOf(9).next()).isEqualTo(new Version(9, 2));
    }

    @Test
    void its_parts_are_exact_as_doubles() {
        assertThat(new Version(GREATEST, GREATEST).toString()).isEqualTo("9007199254740991:9007199254740991");
        assertThatThrownBy(() -> new Version(GREATEST + 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Version(0, GREATEST + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Version(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_text_that_is_no_version_is_refused_with_its_form() {
        for (String text : new String[] {"", "7", "7:", ":7", "a:b", "1:2:3", "-1:0"}) {
            assertThatThrownBy(() -> Version.fromString(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(text.equals("-1:0") ? "2^53" : "epoch:counter, not '" + text + "'");
        }
    }

    @Property
    void text_and_back_is_the_same_and_order_is_that_of_epoch_then_counter(
            @ForAll @LongRange(min = 0, max = GREATEST) long epoch,
            @ForAll @LongRange(min = 0, max = GREATEST) long counter,
            @ForAll @LongRange(min = 0, max = GREATEST) long otherEpoch,
            @ForAll @LongRange(min = 0, max = GREATEST) long otherCounter) {
        Version one = new Version(epoch, counter);
        Version other = new Version(otherEpoch, otherCounter);
        assertThat(Version.fromString(one.toString())).isEqualTo(one);
        boolean newer = epoch > otherEpoch || (epoch == otherEpoch && counter > otherCounter);
        assertThat(one.isNewerThan(other)).isEqualTo(newer);
        assertThat(Integer.signum(one.compareTo(other))).isEqualTo(-Integer.signum(other.compareTo(one)));
    }
}
