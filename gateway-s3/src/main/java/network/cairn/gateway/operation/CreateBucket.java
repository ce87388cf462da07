package network.cairn.gateway.operation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import network.cairn.gateway.acl.Acl;
import network.cairn.gateway.acl.AclTarget;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.acl.RequestedAcl;
import network.cairn.gateway.configuration.ObjectLockConfiguration;
import network.cairn.gateway.configuration.Tagging;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketId;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.BucketSettings;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.metadata.Versioning;
import network.cairn.gateway.policy.ObjectOwnership;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.xml.XmlElement;
import network.cairn.gateway.xml.XmlReader;

/// CreateBucket.
///
/// Making a bucket again that one owns is `BucketAlreadyOwnedByYou`, except in `us-east-1`, where S3 answers 200 and
/// gives the bucket the access control list that it would have as a new one.
public final class CreateBucket implements Operation {
    private static final String LEGACY_REGION = "us-east-1";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern REGION = Pattern.compile("(EU|[a-z]{2}(-[a-z]{1,20}){1,3}-\\d{1,2})");
    private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

    private final Backend backend;

    public CreateBucket(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException {
        String name = request.requiredBucket();
        if (!isValid(name)) {
            throw new S3Exception(S3ErrorCode.INVALID_BUCKET_NAME).with("BucketName", name);
        }
        backend.access().requireCreation(request, name);
        Optional<XmlElement> configuration = configuration(request.body().readAll(ObjectLimits.DOCUMENT_BYTES_MAX));
        if (configuration.isPresent()) {
            checkLocation(configuration.get());
        }
        var bucket = new Bucket(
                name,
                request.caller().tenant(),
                BucketId.generate(backend.random()),
                backend.region(),
                backend.clock().instant(),
                settings(request, configuration));
        try {
            backend.metadata().createBucket(bucket);
        } catch (MetadataException e) {
            if (e.reason() != MetadataException.Reason.BUCKET_EXISTS) {
                throw Failures.of(e);
            }
            answerForExisting(bucket);
        }
        return S3Response.empty(200).withHeader("Location", "/" + name);
    }

    private void answerForExisting(Bucket wanted) throws S3Exception {
        Bucket existing = backend.metadata().bucket(wanted.name());
        if (existing == null || !existing.tenant().equals(wanted.tenant())) {
            throw new S3Exception(S3ErrorCode.BUCKET_ALREADY_EXISTS).with("BucketName", wanted.name());
        }
        if (!backend.region().equals(LEGACY_REGION)) {
            throw new S3Exception(S3ErrorCode.BUCKET_ALREADY_OWNED_BY_YOU).with("BucketName", wanted.name());
        }
        Optional<String> acl = wanted.settings().get(BucketSetting.ACL);
        if (acl.equals(existing.settings().get(BucketSetting.ACL))) {
            return;
        }
        if (acl.isEmpty()) {
            BucketDocuments.remove(backend, existing, BucketSetting.ACL);
        } else {
            backend.access().ownership(existing).checkBucket(backend.access().acl(wanted));
            backend.access().publicAccess(existing).check(backend.access().acl(wanted));
            BucketDocuments.set(backend, existing, BucketSetting.ACL, acl.get());
        }
    }

    /// What the request sets of the bucket it makes.
    private BucketSettings settings(S3Request request, Optional<XmlElement> configuration) throws S3Exception {
        BucketSettings settings = BucketSettings.NONE;
        if (isTrue(request.headers(), "x-amz-bucket-object-lock-enabled")) {
            settings = settings.with(BucketSetting.VERSIONING, Versioning.ENABLED.text())
                    .with(BucketSetting.OBJECT_LOCK, text(ObjectLockConfiguration.WITHOUT_DEFAULT.toXml()));
        }
        CanonicalUser owner = CanonicalUser.of(request.caller().tenant());
        Optional<ObjectOwnership> ownership = ObjectOwnership.of(request.headers());
        Optional<Acl> acl = RequestedAcl.ofHeaders(
                request.headers(), AclTarget.bucket(owner), backend.access().users());
        if (acl.isPresent()) {
            ownership.orElse(backend.access().ownershipDefault()).checkBucket(acl.get());
            settings = settings.with(BucketSetting.ACL, acl.get().encode());
        }
        if (ownership.isPresent()) {
            settings = settings.with(
                    BucketSetting.OWNERSHIP_CONTROLS, text(ownership.get().write()));
        }
        List<XmlElement> tags =
                configuration.map(element -> element.children("Tags")).orElse(List.of());
        if (!tags.isEmpty()) {
            settings = settings.with(
                    BucketSetting.TAGGING,
                    text(Tagging.ofNewBucket(tags.getFirst()).toXml()));
        }
        return settings;
    }

    private static boolean isTrue(S3Headers headers, String name) {
        return headers.get(name).orElse("false").strip().equalsIgnoreCase("true");
    }

    private static String text(byte[] document) {
        return new String(document, StandardCharsets.UTF_8);
    }

    private static Optional<XmlElement> configuration(byte[] document) throws S3Exception {
        return document.length == 0
                ? Optional.empty()
                : Optional.of(XmlReader.read(document, "CreateBucketConfiguration"));
    }

    private void checkLocation(XmlElement configuration) throws S3Exception {
        Optional<String> location = configuration.childText("LocationConstraint");
        if (location.isPresent()
                && !location.get().isEmpty()
                && !location.get().strip().equals(backend.region())) {
            // As S3 does: a region elsewhere is one thing, no region at all another.
            throw new S3Exception(
                            REGION.matcher(location.get().strip()).matches()
                                    ? S3ErrorCode.ILLEGAL_LOCATION_CONSTRAINT
                                    : S3ErrorCode.INVALID_LOCATION_CONSTRAINT,
                            "The region of this gateway is " + backend.region() + ", not " + location.get())
                    .with("LocationConstraint", location.get());
        }
    }

    static boolean isValid(String name) {
        return NAME.matcher(name).matches()
                && !name.contains("..")
                && !name.contains(".-")
                && !name.contains("-.")
                && !ADDRESS.matcher(name).matches()
                && !name.startsWith("xn--")
                && !name.startsWith("sthree-")
                && !name.endsWith("-s3alias")
                && !name.endsWith("--ol-s3")
                && !name.endsWith("--table-s3")
                && !name.endsWith("--x-s3")
                && !name.endsWith(".mrap");
    }
}
