package network.cairn.gateway.configuration;

import java.util.Optional;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.xml.XmlWriter;

/// Whether a version is held until somebody ends that: S3's `LegalHold`.
public enum LegalHold {
    ON,
    OFF;

    static Optional<LegalHold> of(String name) {
        return switch (name) {
            case "ON" -> Optional.of(ON);
            case "OFF" -> Optional.of(OFF);
            default -> Optional.empty();
        };
    }

    /// @throws S3Exception `MalformedXML`
    public static LegalHold read(byte[] xml) throws S3Exception {
        String status = SchemaElement.root(xml, "LegalHold").only("Status").requiredWord("Status");
        Optional<LegalHold> hold = of(status);
        if (hold.isEmpty()) {
            throw Refusals.malformed("Status is ON or OFF, not " + status);
        }
        return hold.get();
    }

    public byte[] toXml() {
        return new XmlWriter("LegalHold").element("Status", name()).toBytes();
    }
}
