package network.cairn.gateway.notification;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import network.cairn.gateway.metadata.OutboxEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Gives messages to a topic of Kafka, which has one when all replicas in step have it.
final class KafkaDelivery implements Delivery {
    private final TargetSettings.Kafka settings;
    private @Nullable Producer<byte[], byte[]> producer;

    KafkaDelivery(TargetSettings.Kafka settings) {
        this.settings = settings;
    }

    @Override
    public void deliver(OutboxEntry entry) throws IOException, InterruptedException {
        byte[] key = (entry.bucket() + "/" + entry.key()).getBytes(StandardCharsets.UTF_8);
        try {
            producer()
                    .send(new ProducerRecord<>(settings.topic(), key, entry.message()))
                    .get(2 * settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(settings + " did not take a message: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException(settings + " did not take a message in time", e);
        } catch (KafkaException e) {
            throw new IOException(settings + " cannot be reached: " + e.getMessage(), e);
        }
    }

    /// Made when it is first needed: that needs one of the servers' names to be known.
    private synchronized Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            open = new KafkaProducer<>(properties(), new ByteArraySerializer(), new ByteArraySerializer());
            producer = open;
        }
        return open;
    }

    private Map<String, Object> properties() {
        int timeoutMillis = (int) settings.timeout().toMillis();
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "cairn-" + settings.id());
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeoutMillis);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeoutMillis);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.putAll(settings.properties());
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, String.join(",", settings.servers()));
        // What at least once rests on.
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        return properties;
    }

    @Override
    public synchronized void close() {
        Producer<byte[], byte[]> open = producer;
        producer = null;
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }
}
