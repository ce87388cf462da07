package network.cairn.gateway.configuration;

import java.util.Optional;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.xml.XmlWriter;
import org.jspecify.annotations.Nullable;

/// That a bucket locks versions, which it cannot be told to stop: S3's `ObjectLockConfiguration`.
///
/// @param defaultRetention what new versions get, or null
public record ObjectLockConfiguration(@Nullable DefaultRetention defaultRetention) {
    /// Of a bucket that was made with object lock.
    public static final ObjectLockConfiguration WITHOUT_DEFAULT = new ObjectLockConfiguration(null);

    /// @throws S3Exception `MalformedXML`, `InvalidArgument` for a period that is too short or too long
    public static ObjectLockConfiguration read(byte[] xml) throws S3Exception {
        SchemaElement root = SchemaElement.root(xml, "ObjectLockConfiguration").only("ObjectLockEnabled", "Rule");
        String enabled = root.requiredWord("ObjectLockEnabled");
        if (!enabled.equals("Enabled")) {
            throw Refusals.malformed("ObjectLockEnabled is Enabled, not " + enabled);
        }
        Optional<SchemaElement> rule = root.one("Rule");
        return rule.isEmpty()
                ? WITHOUT_DEFAULT
                : new ObjectLockConfiguration(DefaultRetention.read(
                        rule.get().only("DefaultRetention").required("DefaultRetention")));
    }

    public byte[] toXml() {
        var xml = new XmlWriter("ObjectLockConfiguration").element("ObjectLockEnabled", "Enabled");
        if (defaultRetention != null) {
            defaultRetention.write(xml.open("Rule"));
        }
        return xml.toBytes();
    }
}
