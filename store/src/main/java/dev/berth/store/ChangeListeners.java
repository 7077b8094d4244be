package dev.berth.store;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who hear of changes. A listener that throws is logged and harms no other. */
final class ChangeListeners {
    private static final Logger log = LoggerFactory.getLogger(ChangeListeners.class);

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** Compared by identity: the same consumer may be registered twice, and each registration ends alone. */
    private static final class Listener {
        private final Consumer<String> consumer;

        Listener(Consumer<String> consumer) {
            this.consumer = consumer;
        }
    }

    Subscription add(Consumer<String> consumer) {
        Listener listener = new Listener(consumer);
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void tell(String name) {
        for (Listener listener : listeners) {
            try {
                listener.consumer.accept(name);
            } catch (RuntimeException e) {
                log.warn("change listener failed key={}", name, e);
            }
        }
    }

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    void clear() {
        listeners.clear();
    }
}
