package dev.berth.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExchangeStateTest {
    @ParameterizedTest
    @EnumSource(value = ExchangeState.class, names = "ENDED", mode = EnumSource.Mode.EXCLUDE)
    void aRequestMayEndInEachStateAndOnce(ExchangeState state) {
        assertThat(state.mayBecome(ExchangeState.ENDED)).isTrue();
        assertThat(ExchangeState.ENDED.mayBecome(state)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(ExchangeState.class)
    void onceTheClientHasBytesThereIsNoOtherPod(ExchangeState state) {
        assertThat(ExchangeState.ANSWERING.mayBecome(state)).isEqualTo(state == ExchangeState.ENDED);
    }
}
