package network.cairn.gateway.notification;

import java.io.IOException;
import network.cairn.gateway.metadata.OutboxEntry;

/// The way to one target. Safe for use by many threads.
interface Delivery extends AutoCloseable {
    /// Gives a message to the target; when this returns the target has it.
    ///
    /// @throws IOException where that is not sure
    void deliver(OutboxEntry entry) throws IOException, InterruptedException;

    @Override
    void close();

    static Delivery of(TargetSettings settings) throws IOException {
        return switch (settings) {
            case TargetSettings.Webhook webhook -> WebhookDelivery.open(webhook);
            case TargetSettings.Kafka kafka -> new KafkaDelivery(kafka);
        };
    }
}
