package network.cairn.gateway.configuration;

import java.util.Optional;
import network.cairn.gateway.metadata.Versioning;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.xml.XmlWriter;

/// Whether a bucket keeps the versions of its objects, as clients say it and are told it: S3's
/// `VersioningConfiguration`.
public final class VersioningConfiguration {
    private VersioningConfiguration() {}

    /// What a document asks for: never [Versioning#OFF], to which no bucket goes back.
    ///
    /// @throws S3Exception `IllegalVersioningConfigurationException` without a status, `NotImplemented`
    /// where MFA delete is to be turned on, `MalformedXML`
    public static Versioning read(byte[] xml) throws S3Exception {
        SchemaElement root = SchemaElement.root(xml, "VersioningConfiguration").only("Status", "MfaDelete");
        checkMfaDelete(root.word("MfaDelete"));
        Optional<String> status = root.word("Status");
        if (status.isEmpty()) {
            throw new S3Exception(S3ErrorCode.ILLEGAL_VERSIONING_CONFIGURATION);
        }
        return switch (status.get()) {
            case "Enabled" -> Versioning.ENABLED;
            case "Suspended" -> Versioning.SUSPENDED;
            default -> throw Refusals.malformed("Status is Enabled or Suspended, not " + status.get());
        };
    }

    private static void checkMfaDelete(Optional<String> mfaDelete) throws S3Exception {
        switch (mfaDelete.orElse("Disabled")) {
            case "Disabled" -> {
                // what is the case anyway
            }
            case "Enabled" ->
                throw Refusals.notImplemented(
                        "MfaDelete is not supported: there are no MFA devices here to confirm a deletion with.");
            default -> throw Refusals.malformed("MfaDelete is Enabled or Disabled, not " + mfaDelete.orElse(""));
        }
    }

    public static byte[] toXml(Versioning versioning) {
        var xml = new XmlWriter("VersioningConfiguration");
        if (versioning != Versioning.OFF) {
            xml.element("Status", versioning.text());
        }
        return xml.toBytes();
    }
}
