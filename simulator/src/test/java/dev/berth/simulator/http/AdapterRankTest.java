package dev.berth.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdapterRankTest {
    @Test
    void aPathTellsItsRankByTheEndOfItsLastDirectory() {
        assertThat(LoraAdapters.rankOf("/adapters/sql-r64")).isEqualTo(64);
        assertThat(LoraAdapters.rankOf("/adapters/sql-r8/")).isEqualTo(8);
        assertThat(LoraAdapters.rankOf("/adapters/sql-r8/v2")).isEqualTo(16);
        assertThat(LoraAdapters.rankOf("org/sql")).isEqualTo(16);
    }
}
