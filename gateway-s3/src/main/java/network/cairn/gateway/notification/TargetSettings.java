package network.cairn.gateway.notification;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.gateway.configuration.NotificationTarget;

/// An endpoint that events can be sent to, as the operator named it.
public sealed interface TargetSettings {
    Duration TIMEOUT_DEFAULT = Duration.ofSeconds(10);

    /// By which buckets' configurations name it.
    NotificationTarget target();

    /// How long one message may take.
    Duration timeout();

    /// An HTTP endpoint that takes each message as the body of a POST.
    ///
    /// @param token sent as `Authorization: Bearer`; empty for none
    /// @param certificatesFile the certificates, in PEM, that its own must come from; empty for those the Java
    /// runtime trusts
    record Webhook(String id, URI url, Optional<String> token, Optional<Path> certificatesFile, Duration timeout)
            implements TargetSettings {
        public Webhook {
            check(timeout);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (!http || url.getHost() == null || url.getUserInfo() != null) {
                throw new IllegalArgumentException(
                        "notification target " + id + " needs a url of http or https without user and password");
            }
            if (token.filter(text -> text.isBlank() || text.chars().anyMatch(c -> c <= ' ' || c > '~'))
                    .isPresent()) {
                throw new IllegalArgumentException(
                        "the token of notification target " + id + " must be of printable ASCII without spaces");
            }
        }

        @Override
        public NotificationTarget target() {
            return new NotificationTarget(id, NotificationTarget.Type.WEBHOOK);
        }

        /// Without the token.
        @Override
        public String toString() {
            return "Webhook[" + id + ", " + url.getScheme() + "://" + url.getHost() + "]";
        }
    }

    /// A topic of a Kafka cluster, or of what speaks its protocol. Messages are keyed by bucket and key, so that
    /// those of one object stay in order.
    ///
    /// @param servers `host:port` of some brokers
    /// @param properties further ones of Kafka's producer, such as `security.protocol`
    record Kafka(String id, List<String> servers, String topic, Map<String, String> properties, Duration timeout)
            implements TargetSettings {
        private static final int TOPIC_CHARACTERS_MAX = 249;

        public Kafka {
            servers = List.copyOf(servers);
            properties = Map.copyOf(properties);
            check(timeout);
            if (servers.isEmpty()) {
                throw new IllegalArgumentException("notification target " + id + " needs at least one of servers");
            }
            if (!topic.matches("[A-Za-z0-9._-]{1," + TOPIC_CHARACTERS_MAX + "}")) {
                throw new IllegalArgumentException("the topic of notification target " + id + " must be 1 to "
                        + TOPIC_CHARACTERS_MAX + " letters, digits, ., _ and -, not \"" + topic + "\"");
            }
        }

        @Override
        public NotificationTarget target() {
            return new NotificationTarget(id, NotificationTarget.Type.KAFKA);
        }

        /// Without the properties, of which some may be secret.
        @Override
        public String toString() {
            return "Kafka[" + id + ", " + servers + ", " + topic + "]";
        }
    }

    private static void check(Duration timeout) {
        if (timeout.compareTo(Duration.ofMillis(100)) < 0 || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("a notification may take 100ms to 1m, not " + timeout);
        }
    }
}
