package dev.berth.actuator.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.actuator.TestRedis;
import dev.berth.domain.demand.AdapterEvent;
import dev.berth.domain.demand.Topics;
import dev.berth.domain.json.Json;
import java.time.Duration;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KafkaAdapterEventsIT {
    private static AdapterEvent event(String adapter) {
        return new AdapterEvent(
                AdapterEvent.FORM,
                adapter,
                adapter,
                "pod-1",
                "1.000",
                "default/sim",
                AdapterEvent.Kind.LOADED,
                16,
                1,
                0.5,
                "",
                1);
    }

    @Test
    void events_are_keyed_by_adapter_and_written_as_json() {
        MockProducer<String, String> producer =
                new MockProducer<>(true, null, new StringSerializer(), new StringSerializer());
        try (KafkaAdapterEvents events = new KafkaAdapterEvents(producer)) {
            events.tell(event("a"));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> producer.history().size() == 1);
        }
        ProducerRecord<String, String> told = producer.history().get(0);
        assertThat(told.topic()).isEqualTo(Topics.EVENTS);
        assertThat(told.key()).isEqualTo("a");
        assertThat(Json.read(told.value(), AdapterEvent.class)).isEqualTo(event("a"));
    }

    @Test
    @Timeout(20)
    void without_a_broker_telling_never_waits_and_what_is_lost_is_counted() {
        try (KafkaAdapterEvents events = new KafkaAdapterEvents("127.0.0.1:" + TestRedis.freePort())) {
            for (int i = 0; i < 10_100; i++) {
                events.tell(event("a" + i));
            }
            assertThat(events.dropped()).isBetween(90L, 200L);
        }
    }
}
