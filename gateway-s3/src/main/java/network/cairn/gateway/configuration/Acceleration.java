package network.cairn.gateway.configuration;

import java.util.Optional;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.xml.XmlWriter;

/// Whether a bucket has accelerated endpoints: S3's `AccelerateConfiguration`. It has none here.
public enum Acceleration {
    /// Nobody ever asked.
    NEVER,
    /// Somebody asked that there be none.
    SUSPENDED;

    /// @throws S3Exception `NotImplemented` where there should be some, `MalformedXML`
    public static Acceleration read(byte[] xml) throws S3Exception {
        Optional<String> status = SchemaElement.root(xml, "AccelerateConfiguration")
                .only("Status")
                .word("Status");
        return switch (status.orElse("")) {
            case "Suspended" -> SUSPENDED;
            case "Enabled" ->
                throw Refusals.notImplemented(
                        "S3 Transfer Acceleration is not supported: there are no accelerated endpoints here.");
            default -> throw Refusals.malformed("Status is Enabled or Suspended");
        };
    }

    public byte[] toXml() {
        var xml = new XmlWriter("AccelerateConfiguration");
        if (this == SUSPENDED) {
            xml.element("Status", "Suspended");
        }
        return xml.toBytes();
    }
}
