package network.cairn.gateway.policy;

import java.util.List;
import java.util.Optional;
import network.cairn.gateway.acl.Acl;
import network.cairn.gateway.acl.CannedAcl;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.xml.XmlElement;
import network.cairn.gateway.xml.XmlReader;
import network.cairn.gateway.xml.XmlWriter;

/// Whose the objects in a bucket are, and with that, whether access control lists count.
public enum ObjectOwnership {
    /// Everything is the bucket's owner's, and lists do not count.
    BUCKET_OWNER_ENFORCED("BucketOwnerEnforced"),
    /// New objects are the bucket's owner's if their writers give it full control by
    /// `bucket-owner-full-control`.
    BUCKET_OWNER_PREFERRED("BucketOwnerPreferred"),
    /// Objects are their writers'.
    OBJECT_WRITER("ObjectWriter");

    /// The header that CreateBucket has it in.
    public static final String HEADER = "x-amz-object-ownership";

    private static final String ROOT = "OwnershipControls";
    private static final String RULE = "Rule";
    private static final String ELEMENT = "ObjectOwnership";

    private final String s3Name;

    ObjectOwnership(String s3Name) {
        this.s3Name = s3Name;
    }

    public String s3Name() {
        return s3Name;
    }

    /// What CreateBucket asks for, if it does.
    ///
    /// @throws S3Exception `InvalidArgument`
    public static Optional<ObjectOwnership> of(S3Headers headers) throws S3Exception {
        Optional<String> name = headers.get(HEADER);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Optional<ObjectOwnership> ownership = named(name.get());
        if (ownership.isEmpty()) {
            throw new S3Exception(S3ErrorCode.INVALID_ARGUMENT, "Invalid " + HEADER + " header: " + name.get())
                    .with("ArgumentName", HEADER);
        }
        return ownership;
    }

    /// @throws S3Exception `MalformedXML` unless there is one rule with one of these
    public static ObjectOwnership read(byte[] document) throws S3Exception {
        XmlElement root = XmlReader.read(document, ROOT);
        List<XmlElement> rules = root.children();
        if (rules.size() != 1
                || !rules.getFirst().name().equals(RULE)
                || rules.getFirst().children().size() != 1) {
            throw new S3Exception(S3ErrorCode.MALFORMED_XML);
        }
        return rules.getFirst()
                .childText(ELEMENT)
                .map(String::strip)
                .flatMap(ObjectOwnership::named)
                .orElseThrow(() -> new S3Exception(S3ErrorCode.MALFORMED_XML));
    }

    public byte[] write() {
        return new XmlWriter(ROOT).open(RULE).element(ELEMENT, s3Name).toBytes();
    }

    /// Whether access control lists count.
    public boolean hasAcls() {
        return this != BUCKET_OWNER_ENFORCED;
    }

    /// Whose a new object is.
    ///
    /// @param canned what its writer's `x-amz-acl` names
    public CanonicalUser ownerOfNew(CanonicalUser writer, CanonicalUser bucketOwner, Optional<CannedAcl> canned) {
        return switch (this) {
            case BUCKET_OWNER_ENFORCED -> bucketOwner;
            case OBJECT_WRITER -> writer;
            case BUCKET_OWNER_PREFERRED ->
                canned.filter(CannedAcl.BUCKET_OWNER_FULL_CONTROL::equals).isPresent() ? bucketOwner : writer;
        };
    }

    /// @param acl what a request wants to put on the bucket or on an object in it
    /// @throws S3Exception `AccessControlListNotSupported` where lists do not count and it gives anything to
    /// anybody but
    /// the bucket's owner
    public void check(Acl acl, CanonicalUser bucketOwner) throws S3Exception {
        if (!hasAcls() && !acl.isOnlyFullControlOf(bucketOwner)) {
            throw new S3Exception(S3ErrorCode.ACCESS_CONTROL_LIST_NOT_SUPPORTED);
        }
    }

    /// As [#check], of a list for an object. Of those that go by a name S3 takes no other than
    /// `bucket-owner-full-control` then, though `private` says the same.
    public void check(Acl acl, CanonicalUser bucketOwner, Optional<CannedAcl> canned) throws S3Exception {
        check(acl, bucketOwner);
        if (!hasAcls()
                && canned.filter(name -> name != CannedAcl.BUCKET_OWNER_FULL_CONTROL)
                        .isPresent()) {
            throw new S3Exception(S3ErrorCode.ACCESS_CONTROL_LIST_NOT_SUPPORTED);
        }
    }

    /// @param bucketAcl what a bucket has, or is to be made with, that is to have this
    /// @throws S3Exception `InvalidBucketAclWithObjectOwnership` where it lets in somebody else, who would be
    /// shut out
    public void checkBucket(Acl bucketAcl) throws S3Exception {
        if (!hasAcls() && !bucketAcl.isOnlyFullControlOf(bucketAcl.owner())) {
            throw new S3Exception(S3ErrorCode.INVALID_BUCKET_ACL_WITH_OBJECT_OWNERSHIP);
        }
    }

    private static Optional<ObjectOwnership> named(String name) {
        for (ObjectOwnership ownership : values()) {
            if (ownership.s3Name.equals(name)) {
                return Optional.of(ownership);
            }
        }
        return Optional.empty();
    }
}
