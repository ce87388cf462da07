package network.cairn.gateway.configuration;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.xml.XmlWriter;
import org.jspecify.annotations.Nullable;

/// Where the requests on a bucket are logged: S3's `BucketLoggingStatus`.
///
/// @param target null where they are not
public record LoggingConfiguration(@Nullable Target target) {
    /// Requests are not logged.
    public static final LoggingConfiguration OFF = new LoggingConfiguration(null);

    private static final int BUCKET_CHARACTERS_MAX = 63;
    private static final int PREFIX_BYTES_MAX = 800;
    private static final int GRANTS_MAX = 100;

    /// The bucket that logs are written to. Whether there is one, and whose it is, is for the caller to see.
    ///
    /// @param keyFormat null where the document says nothing, which means [LogKeyFormat#SIMPLE]
    public record Target(
            String bucket,
            String prefix,
            List<LogGrant> grants,
            @Nullable LogKeyFormat keyFormat) {
        public Target {
            grants = List.copyOf(grants);
        }

        /// How keys are made.
        public LogKeyFormat effectiveKeyFormat() {
            return keyFormat == null ? LogKeyFormat.SIMPLE : keyFormat;
        }
    }

    /// @throws S3Exception `MalformedXML`, or `InvalidRequest` for a prefix that leaves no room for the
    /// rest of a key
    public static LoggingConfiguration read(byte[] xml) throws S3Exception {
        Optional<SchemaElement> enabled = SchemaElement.root(xml, "BucketLoggingStatus")
                .only("LoggingEnabled")
                .one("LoggingEnabled");
        return enabled.isEmpty() ? OFF : new LoggingConfiguration(target(enabled.get()));
    }

    private static Target target(SchemaElement element) throws S3Exception {
        element.only("TargetBucket", "TargetPrefix", "TargetGrants", "TargetObjectKeyFormat");
        String bucket = element.requiredWord("TargetBucket");
        if (bucket.isEmpty() || bucket.length() > BUCKET_CHARACTERS_MAX) {
            throw Refusals.malformed("TargetBucket is the name of a bucket, not " + bucket);
        }
        String prefix = element.requiredText("TargetPrefix");
        if (prefix.getBytes(StandardCharsets.UTF_8).length > PREFIX_BYTES_MAX) {
            throw Refusals.invalidRequest("The TargetPrefix is longer than " + PREFIX_BYTES_MAX
                    + " bytes, which leaves no room for the rest of a key.");
        }
        Optional<SchemaElement> keyFormat = element.one("TargetObjectKeyFormat");
        return new Target(
                bucket,
                prefix,
                grants(element.one("TargetGrants")),
                keyFormat.isEmpty() ? null : LogKeyFormat.read(keyFormat.get()));
    }

    private static List<LogGrant> grants(Optional<SchemaElement> element) throws S3Exception {
        if (element.isEmpty()) {
            return List.of();
        }
        List<LogGrant> grants = new ArrayList<>();
        for (SchemaElement grant : element.get().only("Grant").all("Grant")) {
            grants.add(LogGrant.read(grant));
        }
        if (grants.size() > GRANTS_MAX) {
            throw Refusals.malformed("at most " + GRANTS_MAX + " grants, not " + grants.size());
        }
        return grants;
    }

    public byte[] toXml() {
        var xml = new XmlWriter("BucketLoggingStatus");
        if (target != null) {
            xml.open("LoggingEnabled")
                    .element("TargetBucket", target.bucket())
                    .element("TargetPrefix", target.prefix());
            if (!target.grants().isEmpty()) {
                xml.open("TargetGrants");
                target.grants().forEach(grant -> grant.write(xml));
                xml.close();
            }
            if (target.keyFormat() != null) {
                target.keyFormat().write(xml);
            }
        }
        return xml.toBytes();
    }
}
