package network.cairn.gateway.configuration;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.xml.XmlWriter;
import org.jspecify.annotations.Nullable;

/// How objects are encrypted in a bucket where their requests do not say: S3's
/// `ServerSideEncryptionConfiguration`.
///
/// @param kmsKeyId the key for SSE-KMS; null for the key service's default key. Whether there is such a key
/// is not looked at, as in S3
/// @param bucketKeyEnabled whether SSE-KMS uses one data key for many objects
/// @param blockedTypes the encryption that requests may not ask for: `SSE-C`, or `NONE` to say that all is
/// allowed
public record EncryptionConfiguration(
        EncryptionAlgorithm algorithm, @Nullable String kmsKeyId, boolean bucketKeyEnabled, List<String> blockedTypes) {
    /// Of every bucket that has no other.
    public static final EncryptionConfiguration DEFAULT =
            new EncryptionConfiguration(EncryptionAlgorithm.AES256, null, false, List.of());

    private static final String CUSTOMER_KEYS = "SSE-C";
    private static final Set<String> BLOCKABLE = Set.of("NONE", CUSTOMER_KEYS);
    static final int KMS_KEY_ID_CHARACTERS_MAX = 2048;

    public EncryptionConfiguration {
        blockedTypes = List.copyOf(blockedTypes);
        if (kmsKeyId != null && algorithm == EncryptionAlgorithm.AES256) {
            throw new IllegalArgumentException("AES256 has no KMS key, but got " + kmsKeyId);
        }
    }

    /// @throws S3Exception `MalformedXML`, or `InvalidArgument` for a key that the algorithm has no use for
    public static EncryptionConfiguration read(byte[] xml) throws S3Exception {
        SchemaElement rule = SchemaElement.root(xml, "ServerSideEncryptionConfiguration")
                .only("Rule")
                .required("Rule")
                .only("ApplyServerSideEncryptionByDefault", "BucketKeyEnabled", "BlockedEncryptionTypes");
        if (!rule.hasChildren()) {
            throw Refusals.malformed("a Rule says something");
        }
        boolean bucketKeyEnabled = rule.flag("BucketKeyEnabled").orElse(false);
        List<String> blockedTypes = blockedTypes(rule.one("BlockedEncryptionTypes"));
        Optional<SchemaElement> byDefault = rule.one("ApplyServerSideEncryptionByDefault");
        if (byDefault.isEmpty()) {
            return new EncryptionConfiguration(EncryptionAlgorithm.AES256, null, bucketKeyEnabled, blockedTypes);
        }
        byDefault.get().only("SSEAlgorithm", "KMSMasterKeyID");
        String word = byDefault.get().requiredWord("SSEAlgorithm");
        Optional<EncryptionAlgorithm> algorithm = EncryptionAlgorithm.of(word);
        if (algorithm.isEmpty()) {
            throw Refusals.malformed("SSEAlgorithm is AES256, aws:kms or aws:kms:dsse, not " + word);
        }
        Optional<String> kmsKeyId = byDefault.get().word("KMSMasterKeyID");
        if (kmsKeyId.isPresent()) {
            check(kmsKeyId.get(), algorithm.get());
        }
        return new EncryptionConfiguration(algorithm.get(), kmsKeyId.orElse(null), bucketKeyEnabled, blockedTypes);
    }

    private static void check(String kmsKeyId, EncryptionAlgorithm algorithm) throws S3Exception {
        if (algorithm == EncryptionAlgorithm.AES256) {
            throw new S3Exception(
                            S3ErrorCode.INVALID_ARGUMENT,
                            "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or"
                                    + " aws:kms:dsse")
                    .with("ArgumentName", "ApplyServerSideEncryptionByDefault");
        }
        if (kmsKeyId.isEmpty() || kmsKeyId.length() > KMS_KEY_ID_CHARACTERS_MAX) {
            throw Refusals.malformed("KMSMasterKeyID has 1 to " + KMS_KEY_ID_CHARACTERS_MAX + " characters");
        }
    }

    private static List<String> blockedTypes(Optional<SchemaElement> element) throws S3Exception {
        if (element.isEmpty()) {
            return List.of();
        }
        List<String> types = element.get().only("EncryptionType").texts("EncryptionType").stream()
                .map(String::strip)
                .distinct()
                .toList();
        if (!BLOCKABLE.containsAll(types) || types.size() > 1) {
            throw Refusals.malformed("EncryptionType is NONE or SSE-C, not " + types);
        }
        return types;
    }

    /// Whether requests that store objects under keys of the client's own are refused.
    public boolean blocksCustomerKeys() {
        return blockedTypes.contains(CUSTOMER_KEYS);
    }

    public byte[] toXml() {
        var xml = new XmlWriter("ServerSideEncryptionConfiguration")
                .open("Rule")
                .open("ApplyServerSideEncryptionByDefault")
                .element("SSEAlgorithm", algorithm.s3Name());
        if (kmsKeyId != null) {
            xml.element("KMSMasterKeyID", kmsKeyId);
        }
        xml.close().element("BucketKeyEnabled", bucketKeyEnabled);
        if (!blockedTypes.isEmpty()) {
            xml.open("BlockedEncryptionTypes");
            blockedTypes.forEach(type -> xml.element("EncryptionType", type));
            xml.close();
        }
        return xml.toBytes();
    }
}
