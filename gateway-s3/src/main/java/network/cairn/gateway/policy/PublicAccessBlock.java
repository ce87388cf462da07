package network.cairn.gateway.policy;

import java.util.Locale;
import java.util.Set;
import network.cairn.gateway.acl.Acl;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.xml.XmlElement;
import network.cairn.gateway.xml.XmlReader;
import network.cairn.gateway.xml.XmlWriter;

/// What a bucket does about lists and policies that would let in everybody.
///
/// @param blockPublicAcls whether public lists are refused
/// @param ignorePublicAcls whether public lists that are there let nobody in
/// @param blockPublicPolicy whether public policies are refused
/// @param restrictPublicBuckets whether a public policy that is there lets in nobody but the bucket's tenant
public record PublicAccessBlock(
        boolean blockPublicAcls, boolean ignorePublicAcls, boolean blockPublicPolicy, boolean restrictPublicBuckets) {
    public static final PublicAccessBlock NONE = new PublicAccessBlock(false, false, false, false);

    /// What S3 gives new buckets.
    public static final PublicAccessBlock ALL = new PublicAccessBlock(true, true, true, true);

    private static final String ROOT = "PublicAccessBlockConfiguration";
    private static final String BLOCK_ACLS = "BlockPublicAcls";
    private static final String IGNORE_ACLS = "IgnorePublicAcls";
    private static final String BLOCK_POLICY = "BlockPublicPolicy";
    private static final String RESTRICT = "RestrictPublicBuckets";
    private static final Set<String> ELEMENTS = Set.of(BLOCK_ACLS, IGNORE_ACLS, BLOCK_POLICY, RESTRICT);

    /// @throws S3Exception `MalformedXML`, or `InvalidRequest` where nothing is said
    public static PublicAccessBlock read(byte[] document) throws S3Exception {
        XmlElement root = XmlReader.read(document, ROOT);
        for (XmlElement child : root.children()) {
            if (!ELEMENTS.contains(child.name()) || root.children(child.name()).size() > 1) {
                throw new S3Exception(S3ErrorCode.MALFORMED_XML);
            }
        }
        if (root.children().isEmpty()) {
            throw new S3Exception(S3ErrorCode.INVALID_REQUEST, "Must specify at least one configuration.");
        }
        return new PublicAccessBlock(
                is(root, BLOCK_ACLS), is(root, IGNORE_ACLS), is(root, BLOCK_POLICY), is(root, RESTRICT));
    }

    public byte[] write() {
        return new XmlWriter(ROOT)
                .element(BLOCK_ACLS, blockPublicAcls)
                .element(IGNORE_ACLS, ignorePublicAcls)
                .element(BLOCK_POLICY, blockPublicPolicy)
                .element(RESTRICT, restrictPublicBuckets)
                .toBytes();
    }

    /// The strictest of both, as where a bucket and its tenant each have one.
    public PublicAccessBlock and(PublicAccessBlock other) {
        return new PublicAccessBlock(
                blockPublicAcls || other.blockPublicAcls,
                ignorePublicAcls || other.ignorePublicAcls,
                blockPublicPolicy || other.blockPublicPolicy,
                restrictPublicBuckets || other.restrictPublicBuckets);
    }

    /// @throws S3Exception `AccessDenied` if a list may not be put because it is public
    public void check(Acl acl) throws S3Exception {
        if (blockPublicAcls && acl.isPublic()) {
            throw new S3Exception(S3ErrorCode.ACCESS_DENIED);
        }
    }

    /// @throws S3Exception `AccessDenied` if a policy may not be put because it is public
    public void check(Policy bucketPolicy) throws S3Exception {
        if (blockPublicPolicy && bucketPolicy.status().isPublic()) {
            throw new S3Exception(S3ErrorCode.ACCESS_DENIED);
        }
    }

    /// The list that is in force, which is also the one that is shown.
    public Acl inForce(Acl acl) {
        return ignorePublicAcls ? acl.withoutPublicGrants() : acl;
    }

    private static boolean is(XmlElement root, String name) throws S3Exception {
        return switch (root.childText(name).orElse("false").strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new S3Exception(S3ErrorCode.MALFORMED_XML);
        };
    }
}
