package network.cairn.gateway.configuration;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What events are sent to: an endpoint that the operator has named, told in configurations by an ARN such as
/// `arn:cairn:sqs::audit:webhook`.
///
/// @param id the operator's name of it
public record NotificationTarget(String id, Type type) {
    private static final int ARN_CHARACTERS_MAX = 512;
    private static final Pattern ARN = Pattern.compile("arn:([^:]+):([^:]+):([^:]*):([^:]*):(.+)", Pattern.DOTALL);
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final String PARTITION = "cairn";

    /// What kind of endpoint it is.
    public enum Type {
        WEBHOOK("webhook"),
        KAFKA("kafka");

        private final String arnName;

        Type(String arnName) {
            this.arnName = arnName;
        }

        private static Optional<Type> of(String arnName) {
            for (Type type : values()) {
                if (type.arnName.equals(arnName)) {
                    return Optional.of(type);
                }
            }
            return Optional.empty();
        }
    }

    public NotificationTarget {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("a target's id has 1 to 64 letters, digits, - and _, not " + id);
        }
    }

    /// Whether a text has the form of an ARN, of this store or any other.
    static boolean isArn(String arn) {
        return arn.length() <= ARN_CHARACTERS_MAX && ARN.matcher(arn).matches();
    }

    /// The target of an ARN; nothing where it is not one of this store's.
    ///
    /// @param service the part of the ARN that tells what kind of configuration it stands in
    static Optional<NotificationTarget> ofArn(String arn, String service) {
        @Nullable Matcher parts = ARN.matcher(arn);
        if (arn.length() > ARN_CHARACTERS_MAX
                || !parts.matches()
                || !parts.group(1).equals(PARTITION)
                || !parts.group(2).equals(service)
                || !ID.matcher(parts.group(4)).matches()) {
            return Optional.empty();
        }
        String id = parts.group(4);
        return Type.of(parts.group(5)).map(type -> new NotificationTarget(id, type));
    }

    /// The ARN by which a queue configuration tells it.
    ///
    /// @param region may be empty
    public String queueArn(String region) {
        return "arn:" + PARTITION + ":sqs:" + region + ":" + id + ":" + type.arnName;
    }
}
