package dev.berth.actuator.events;

import dev.berth.domain.demand.AdapterEvent;

/** Where loads and unloads are told. Never blocks. */
public interface AdapterEvents extends AutoCloseable {
    /** Nobody listens. */
    AdapterEvents NOWHERE = new AdapterEvents() {
        @Override
        public void tell(AdapterEvent event) {}

        @Override
        public long dropped() {
            return 0;
        }

        @Override
        public void close() {}
    };

    void tell(AdapterEvent event);

    /** Events that could not be told. */
    long dropped();

    @Override
    void close();
}
