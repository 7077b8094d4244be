package dev.berth.domain.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.json.UnreadableJsonException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AibrixProfileTest {
    @Test
    void nan_is_read_as_nothing_known_and_never_written() {
        AibrixProfile profile = AibrixProfile.read(
                "{\"gpu\": \"a40\", \"cost\": 0.25, \"tputs\": [[2.5, NaN]], \"indexes\": [[64], [128, 256]],"
                        + " \"created\": 1748888478.25, \"e2e\": [[1.5, null]], \"slos\": {\"percentile\": 99, \"e2e\": 5.0}}");
        assertThat(profile.tputs()).isEqualTo(List.of(List.of(2.5, 0.0)));
        assertThat(profile.e2e()).isEqualTo(List.of(List.of(1.5, 0.0)));
        assertThat(profile.write())
                .isEqualTo("{\"gpu\":\"a40\",\"cost\":0.25,\"tputs\":[[2.5,0.0]],\"indexes\":[[64],[128,256]],"
                        + "\"created\":1.74888847825E9,\"e2e\":[[1.5,0.0]],\"slos\":{\"percentile\":99,\"e2e\":5.0}}");
    }

    @Test
    void the_oldest_form_lacks_latencies_and_targets() {
        AibrixProfile profile =
                AibrixProfile.read("{\"gpu\": \"a40\", \"cost\": 1, \"tputs\": [[2]], \"indexes\": [[64], [128]]}");
        assertThat(profile.e2e()).isEmpty();
        assertThat(profile.slos()).isEqualTo(AibrixProfile.Slos.NONE);
    }

    @Test
    void rows_that_do_not_fit_the_axes_are_refused() {
        assertThatThrownBy(() -> AibrixProfile.read("{\"tputs\": [[1, 2]], \"indexes\": [[64], [128]]}"))
                .isInstanceOf(UnreadableJsonException.class)
                .hasMessageContaining("does not have 1 rows of 1 columns");
        assertThatThrownBy(() -> AibrixProfile.read("{\"tputs\": [[1]], \"indexes\": [[64]]}"))
                .hasMessageContaining("two lists");
    }

    @Test
    void berths_profile_becomes_one_with_all_its_latencies() {
        LatencyProfile profile = AibrixA100.profile();
        AibrixProfile made = AibrixProfile.from(profile);
        assertThat(made.tputs()).isEqualTo(profile.tputs().rows());
        assertThat(made.slos().e2e()).isEqualTo(5);
        assertThat(made.slos().ttft()).isNull();
        assertThat(AibrixProfile.read(made.write())).isEqualTo(made);
    }
}
