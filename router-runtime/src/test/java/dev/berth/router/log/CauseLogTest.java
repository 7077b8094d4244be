package dev.berth.router.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class CauseLogTest {
    @Test
    void tellsEachCauseOnceInHalfAMinute() {
        List<String> lines = new ArrayList<>();
        Logger logger = (Logger) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
                    lines.add(arguments[0].toString());
                    return null;
                });
        AtomicLong now = new AtomicLong(1_000);
        CauseLog causes = new CauseLog(logger, now::get);
        for (int i = 0; i < 100; i++) {
            causes.warn("pod away pod={}", "pod-" + i);
            causes.warn("no profile deployment={}", "d");
        }
        assertThat(lines).containsExactly("pod away pod={}", "no profile deployment={}");
        now.addAndGet(30_001);
        causes.warn("pod away pod={}", "pod-1");
        assertThat(lines).hasSize(3);
    }
}
