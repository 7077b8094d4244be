package dev.berth.domain.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.Version;
import dev.berth.domain.slo.SloClass;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private static AdapterSpec adapter(String name, String artifact, int rank, long bytes, int min, int max) {
        return new AdapterSpec(name, "base", artifact, "", name, rank, bytes, "standard", min, max, 0, "");
    }

    @Test
    void an_engine_is_told_a_directory_or_a_repository_id() {
        assertThat(adapter("a", "huggingface://org/repo", 8, 0, 1, 0).loraPath())
                .isEqualTo("org/repo");
        assertThat(adapter("a", "/models/a", 8, 0, 1, 0).loraPath()).isEqualTo("/models/a");
    }

    @Test
    void an_adapter_that_can_not_be_is_refused_by_name() {
        assertThatThrownBy(() -> adapter("", "x", 8, 0, 1, 0)).hasMessageContaining("needs a name");
        assertThatThrownBy(() -> adapter("a", "", 8, 0, 1, 0)).hasMessageContaining("'a' needs");
        assertThatThrownBy(() -> adapter("a", "x", 0, 0, 1, 0)).hasMessageContaining("'a' has rank 0");
        assertThatThrownBy(() -> adapter("a", "x", 8, -1, 1, 0)).hasMessageContaining("'a' has -1 bytes");
        assertThatThrownBy(() -> adapter("a", "x", 8, 0, 0, 0)).hasMessageContaining("replicas 0 to 0");
        assertThatThrownBy(() -> adapter("a", "x", 8, 0, 3, 2)).hasMessageContaining("replicas 3 to 2");
    }

    @Test
    void a_deployment_that_can_not_be_is_refused_by_name() {
        assertThatThrownBy(() -> new DeploymentSpec("d", "base", "", 1, 8, 4, 64, 1, 2))
                .hasMessageContaining("'d': max_cpu_loras (4)");
        assertThatThrownBy(() -> new DeploymentSpec("d", "base", "", 1, 4, 8, 64, 3, 2))
                .hasMessageContaining("'d': pods 3 to 2");
    }

    @Test
    void names_are_declared_once_and_a_missing_class_is_the_standard_one() {
        AdapterSpec one = adapter("a", "x", 8, 0, 1, 0);
        Catalog catalog = new Catalog(Version.NONE, 0, List.of(one), List.of(), List.of());
        assertThat(catalog.adapter("a")).contains(one);
        assertThat(catalog.adapter("b")).isEmpty();
        assertThat(catalog.sloClass("gold")).isEqualTo(SloClass.STANDARD);
        assertThatThrownBy(() -> new Catalog(Version.NONE, 0, List.of(one, one), List.of(), List.of()))
                .hasMessage("the catalog declares adapter 'a' twice");
    }

    @Test
    void a_pods_adapters_are_sorted_so_that_equal_pods_are_equal_bytes() {
        PodState pod =
                new PodState(new PodIncarnation("p", "1"), "d", "http://h", "", Readiness.READY, 0, List.of("z", "a"));
        Fleet fleet = new Fleet(Version.NONE, 0, 1, List.of(pod));
        assertThat(pod.registered()).containsExactly("a", "z");
        assertThat(fleet.pod("p")).contains(pod);
        assertThat(fleet.pod(new PodIncarnation("p", "2"))).isEmpty();
        assertThat(fleet.readyPods()).containsExactly(pod);
    }
}
