package dev.berth.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.Version;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InMemoryBlackboardTest extends BlackboardContract {
    private final InMemoryBlackboard memory = new InMemoryBlackboard();

    @AfterEach
    void close() {
        memory.close();
    }

    @Override
    Blackboard blackboard() {
        return memory;
    }

    @Override
    void takeStoreAway() {
        memory.unavailable(true);
    }

    @Override
    void bringStoreBackEmpty() {
        memory.wipe();
        memory.unavailable(false);
    }

    @Override
    void loseEverything() {
        memory.wipe();
    }

    @Override
    void plant(DocumentKey<?> key, Version version, String text) {
        memory.plant(key.name(), version, text);
    }

    @Test
    void in_virtual_time_listeners_hear_before_a_write_returns() {
        InMemoryBlackboard direct = new InMemoryBlackboard(Runnable::run);
        List<String> heard = new ArrayList<>();
        direct.onChange(heard::add);
        direct.write(Keys.CONTROL, control(1, 1));
        assertThat(heard).containsExactly("control");
    }
}
