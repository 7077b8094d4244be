package dev.berth.simulator.http;

import dev.berth.simulator.engine.Engine;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;

/** {@code /sleep}, {@code /wake_up}, {@code /is_sleeping}: a sleeping engine keeps its requests and computes nothing. */
final class Sleep {
    private final Engine engine;
    private final EngineLoop loop;

    Sleep(Engine engine, EngineLoop loop) {
        this.engine = engine;
        this.loop = loop;
    }

    void sleep(Exchange exchange) {
        String level = exchange.query("level", "1");
        if (!level.equals("1") && !level.equals("2")) {
            throw ApiException.badRequest("level is 1 or 2, not '" + level + "'");
        }
        loop.pause();
        engine.forgetPrefixes();
        exchange.empty(HttpResponseStatus.OK);
    }

    void wakeUp(Exchange exchange) {
        loop.resume();
        exchange.empty(HttpResponseStatus.OK);
    }

    void isSleeping(Exchange exchange) {
        exchange.json(HttpResponseStatus.OK, Map.of("is_sleeping", loop.paused()));
    }
}
