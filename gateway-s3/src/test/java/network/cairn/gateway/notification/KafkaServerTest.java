package network.cairn.gateway.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import network.cairn.gateway.metadata.OutboxEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Deliveries to Apache Kafka itself.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class KafkaServerTest {
    private static final String TOPIC = "events";
    private static final int PARTITIONS = 3;

    private static OutboxEntry entry(String key, String message) {
        return new OutboxEntry(
                "kafka:topic",
                new OutboxEntry.Id(1, 1),
                "bucket",
                key,
                Instant.EPOCH,
                message.getBytes(StandardCharsets.UTF_8));
    }

    private static TargetSettings.Kafka target(KafkaServer kafka, String topic, Duration timeout) {
        return new TargetSettings.Kafka("topic", List.of(kafka.address()), topic, Map.of(), timeout);
    }

    @Test
    void deliver_toAServerThatGoesAndComesBack_losesNothing(@TempDir Path folder) throws Exception {
        try (var kafka = new KafkaServer(folder)) {
            kafka.createTopic(TOPIC, PARTITIONS);
            try (var delivery = new KafkaDelivery(target(kafka, TOPIC, Duration.ofSeconds(20)))) {
                for (int i = 0; i < 12; i++) {
                    delivery.deliver(entry("key-" + i % 4, "message-" + i));
                }
            }
            assertThat(kafka.messages(TOPIC, PARTITIONS, 12)).hasSize(12);

            try (var delivery = new KafkaDelivery(target(kafka, TOPIC, Duration.ofMillis(800)))) {
                delivery.deliver(entry("key-0", "message-12"));
                kafka.stop();
                assertThatThrownBy(() -> delivery.deliver(entry("key-0", "message-13")))
                        .isInstanceOf(IOException.class);
                kafka.startAgain();
                untilTaken(delivery, entry("key-0", "message-13"));
            }
            List<ConsumerRecord<String, String>> all = kafka.messages(TOPIC, PARTITIONS, 14);
            assertThat(all.stream().map(ConsumerRecord::value).distinct()).hasSize(14);
            Map<String, Integer> partitions = new HashMap<>();
            Map<String, Integer> last = new HashMap<>();
            for (ConsumerRecord<String, String> message : all) {
                assertThat(message.key()).startsWith("bucket/key-");
                assertThat(partitions.computeIfAbsent(message.key(), _ -> message.partition()))
                        .isEqualTo(message.partition());
                int number = Integer.parseInt(message.value().substring("message-".length()));
                assertThat(last.getOrDefault(message.key(), -1)).isLessThanOrEqualTo(number);
                last.put(message.key(), number);
            }
        }
    }

    /// As a sender does: again until it is taken.
    private static void untilTaken(KafkaDelivery delivery, OutboxEntry entry) throws InterruptedException {
        while (true) {
            try {
                delivery.deliver(entry);
                return;
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("Kafka[topic");
            }
        }
    }

    @Test
    void deliver_toATopicThatIsNotThere_isAFailure(@TempDir Path folder) throws Exception {
        try (var kafka = new KafkaServer(folder);
                var delivery = new KafkaDelivery(target(kafka, "absent", Duration.ofSeconds(1)))) {
            assertThatThrownBy(() -> delivery.deliver(entry("key", "message"))).isInstanceOf(IOException.class);
            kafka.createTopic("absent", 1);
            untilTaken(delivery, entry("key", "message"));
            assertThat(kafka.messages("absent", 1, 1))
                    .extracting(ConsumerRecord::value)
                    .contains("message");
        }
    }
}
