package network.cairn.gateway.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.xml.XmlWriter;

/// Who is told of what happens in a bucket: S3's `NotificationConfiguration`.
///
/// @param rules no two of which want the same event
/// @param eventBridge whether all events are to go to EventBridge
public record NotificationConfiguration(List<NotificationRule> rules, boolean eventBridge) {
    /// Nobody is told.
    public static final NotificationConfiguration NONE = new NotificationConfiguration(List.of(), false);

    public NotificationConfiguration {
        rules = List.copyOf(rules);
    }

    /// Whether the targets are there is not looked at: [#checkTargets] does, when a configuration is set.
    ///
    /// @throws S3Exception `InvalidArgument`, `InvalidRequest` or `MalformedXML`
    public static NotificationConfiguration read(byte[] xml) throws S3Exception {
        return NotificationReader.read(SchemaElement.root(xml, "NotificationConfiguration"));
    }

    /// That all events can go where they should.
    ///
    /// @param known the targets that the operator has named
    /// @throws S3Exception `InvalidArgument` with every ARN that is none of theirs, `NotImplemented` for
    /// EventBridge
    public void checkTargets(Set<NotificationTarget> known) throws S3Exception {
        if (eventBridge) {
            throw Refusals.notImplemented("EventBridgeConfiguration is not supported: there is no EventBridge here."
                    + " Name a webhook or a Kafka topic in a QueueConfiguration.");
        }
        List<NotificationRule> lost = rules.stream()
                .filter(rule -> rule.target().filter(known::contains).isEmpty())
                .toList();
        if (lost.isEmpty()) {
            return;
        }
        var refusal = new S3Exception(
                S3ErrorCode.INVALID_ARGUMENT, "Unable to validate the following destination configurations");
        for (int i = 0; i < lost.size(); i++) {
            NotificationRule rule = lost.get(i);
            refusal = refusal.with("ArgumentName" + (i + 1), rule.arn())
                    .with(
                            "ArgumentValue" + (i + 1),
                            "The destination " + rule.kind().noun() + " does not exist");
        }
        throw refusal;
    }

    /// The rules that want an event, each with a target of its own; one where there is any, as they do not
    /// overlap.
    public List<NotificationRule> wanting(EventType type, String key) {
        return new ArrayList<>(
                rules.stream().filter(rule -> rule.wants(type, key)).toList());
    }

    public byte[] toXml() {
        var xml = new XmlWriter("NotificationConfiguration");
        rules.forEach(rule -> rule.write(xml));
        if (eventBridge) {
            xml.open("EventBridgeConfiguration").close();
        }
        return xml.toBytes();
    }
}
