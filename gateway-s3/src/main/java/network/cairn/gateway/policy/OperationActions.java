package network.cairn.gateway.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import network.cairn.gateway.acl.CannedAcl;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.s3.OperationName;
import network.cairn.gateway.s3.QueryParameters;
import network.cairn.gateway.s3.S3Headers;

/// Which actions must be allowed for an operation: all of them.
///
/// Unless a line says otherwise its source is the "Permissions" of the operation in the Amazon S3 API
/// Reference, which agree with the table of API operations in the Service Authorization Reference.
public final class OperationActions {
    private static final String VERSION = "versionId";
    private static final String BYPASS = "x-amz-bypass-governance-retention";

    private OperationActions() {}

    /// One action, and on what.
    public record Need(S3Action action, On on) {}

    /// What an action is to be done to.
    public enum On {
        /// No bucket in particular.
        ACCOUNT,
        /// The bucket of the request. CreateBucket's belongs to nobody yet: [AccessJudge#judgeAccount] is for it.
        BUCKET,
        /// The object of the request.
        OBJECT,
        /// The object that is copied or renamed.
        SOURCE
    }

    /// What a request needs.
    ///
    /// DeleteObjects needs nothing by itself: each of its keys needs [#ofDeletion]. So that it is not
    /// forgotten, the operation has no needs here and throws.
    ///
    /// @param headers those of the request; of PostObject, the form's fields
    /// @param bucketOwner whose the bucket is, or who makes it
    /// @throws IllegalArgumentException for DeleteObjects
    public static List<Need> of(
            OperationName operation, QueryParameters query, S3Headers headers, CanonicalUser bucketOwner) {
        boolean version = query.has(VERSION);
        return switch (operation) {
            case LIST_BUCKETS -> List.of(new Need(S3Action.LIST_ALL_MY_BUCKETS, On.ACCOUNT));
            case CREATE_BUCKET -> ofCreateBucket(headers);
            case DELETE_OBJECTS -> throw new IllegalArgumentException("each key has needs of its own");

            case GET_OBJECT, HEAD_OBJECT, SELECT_OBJECT_CONTENT ->
                object(version ? S3Action.GET_OBJECT_VERSION : S3Action.GET_OBJECT);
            // Cairn's own: who may read an object may see how well it is kept.
            case GET_OBJECT_RECEIPT -> object(version ? S3Action.GET_OBJECT_VERSION : S3Action.GET_OBJECT);
            case GET_OBJECT_ATTRIBUTES ->
                version
                        ? objects(S3Action.GET_OBJECT_VERSION, S3Action.GET_OBJECT_VERSION_ATTRIBUTES)
                        : objects(S3Action.GET_OBJECT, S3Action.GET_OBJECT_ATTRIBUTES);
            case GET_OBJECT_ACL -> object(version ? S3Action.GET_OBJECT_VERSION_ACL : S3Action.GET_OBJECT_ACL);
            case PUT_OBJECT_ACL -> object(version ? S3Action.PUT_OBJECT_VERSION_ACL : S3Action.PUT_OBJECT_ACL);
            case GET_OBJECT_TAGGING ->
                object(version ? S3Action.GET_OBJECT_VERSION_TAGGING : S3Action.GET_OBJECT_TAGGING);
            case PUT_OBJECT_TAGGING ->
                object(version ? S3Action.PUT_OBJECT_VERSION_TAGGING : S3Action.PUT_OBJECT_TAGGING);
            case DELETE_OBJECT_TAGGING ->
                object(version ? S3Action.DELETE_OBJECT_VERSION_TAGGING : S3Action.DELETE_OBJECT_TAGGING);
            case GET_OBJECT_TORRENT ->
                object(version ? S3Action.GET_OBJECT_VERSION_TORRENT : S3Action.GET_OBJECT_TORRENT);
            case GET_OBJECT_LEGAL_HOLD -> object(S3Action.GET_OBJECT_LEGAL_HOLD);
            case PUT_OBJECT_LEGAL_HOLD -> object(S3Action.PUT_OBJECT_LEGAL_HOLD);
            case GET_OBJECT_RETENTION -> object(S3Action.GET_OBJECT_RETENTION);
            case PUT_OBJECT_RETENTION ->
                bypasses(headers)
                        ? objects(S3Action.PUT_OBJECT_RETENTION, S3Action.BYPASS_GOVERNANCE_RETENTION)
                        : object(S3Action.PUT_OBJECT_RETENTION);
            case DELETE_OBJECT -> ofDeletion(version, bypasses(headers));
            case RESTORE_OBJECT -> object(S3Action.RESTORE_OBJECT);

            case PUT_OBJECT, CREATE_MULTIPART_UPLOAD -> ofWrite(headers, bucketOwner);
            case POST_OBJECT -> ofWrite(fromForm(headers), bucketOwner);
            case COPY_OBJECT -> with(ofWrite(headers, bucketOwner), ofSource(headers));
            // "To perform a multipart upload ... you must have s3:PutObject": the API Reference on UploadPart and on
            // CompleteMultipartUpload.
            case UPLOAD_PART, COMPLETE_MULTIPART_UPLOAD -> object(S3Action.PUT_OBJECT);
            case UPLOAD_PART_COPY -> with(object(S3Action.PUT_OBJECT), ofSource(headers));
            case ABORT_MULTIPART_UPLOAD -> object(S3Action.ABORT_MULTIPART_UPLOAD);
            case LIST_PARTS -> object(S3Action.LIST_MULTIPART_UPLOAD_PARTS);
            // In S3 only directory buckets have it, with sessions in place of actions; here it is a copy and a
            // deletion.
            case RENAME_OBJECT ->
                with(
                        object(S3Action.PUT_OBJECT),
                        List.of(new Need(S3Action.GET_OBJECT, On.SOURCE), new Need(S3Action.DELETE_OBJECT, On.SOURCE)));

            default -> List.of(new Need(BucketOperationActions.of(operation), On.BUCKET));
        };
    }

    /// What the deletion of one object needs.
    ///
    /// @param version whether it names a version
    /// @param bypasses whether it asks to set governance retention aside
    public static List<Need> ofDeletion(boolean version, boolean bypasses) {
        S3Action deletion = version ? S3Action.DELETE_OBJECT_VERSION : S3Action.DELETE_OBJECT;
        return bypasses ? objects(deletion, S3Action.BYPASS_GOVERNANCE_RETENTION) : object(deletion);
    }

    /// What a copy needs beside [#of] where the source has tags that are copied with it.
    ///
    /// @param version whether the copy names a version of the source
    public static List<Need> ofCopiedTags(boolean version) {
        return List.of(
                new Need(version ? S3Action.GET_OBJECT_VERSION_TAGGING : S3Action.GET_OBJECT_TAGGING, On.SOURCE),
                new Need(S3Action.PUT_OBJECT_TAGGING, On.OBJECT));
    }

    /// What S3 says to requests without a signature for an operation that needs one whatever policies allow;
    /// empty for operations that do not.
    public static Optional<String> refusalOfAnonymous(OperationName operation) {
        return switch (operation) {
            case CREATE_MULTIPART_UPLOAD ->
                Optional.of("Anonymous users cannot initiate multipart uploads.  Please authenticate.");
            case COPY_OBJECT, UPLOAD_PART_COPY, RENAME_OBJECT ->
                Optional.of("Anonymous users cannot copy objects.  Please authenticate.");
            case CREATE_BUCKET,
                    GET_BUCKET_OWNERSHIP_CONTROLS,
                    PUT_BUCKET_OWNERSHIP_CONTROLS,
                    DELETE_BUCKET_OWNERSHIP_CONTROLS ->
                Optional.of("Anonymous users cannot invoke this API.  Please authenticate.");
            default -> Optional.empty();
        };
    }

    private static List<Need> ofCreateBucket(S3Headers headers) {
        List<Need> needs = new ArrayList<>();
        needs.add(new Need(S3Action.CREATE_BUCKET, On.BUCKET));
        boolean acl = headers.get(CannedAcl.HEADER)
                        .filter(name -> !name.equals(CannedAcl.PRIVATE.s3Name()))
                        .isPresent()
                || hasGrants(headers);
        if (acl) {
            needs.add(new Need(S3Action.PUT_BUCKET_ACL, On.BUCKET));
        }
        if (headers.get("x-amz-bucket-object-lock-enabled")
                .filter("true"::equalsIgnoreCase)
                .isPresent()) {
            needs.add(new Need(S3Action.PUT_BUCKET_OBJECT_LOCK_CONFIGURATION, On.BUCKET));
            needs.add(new Need(S3Action.PUT_BUCKET_VERSIONING, On.BUCKET));
        }
        if (headers.has(ObjectOwnership.HEADER)) {
            needs.add(new Need(S3Action.PUT_BUCKET_OWNERSHIP_CONTROLS, On.BUCKET));
        }
        return needs;
    }

    private static List<Need> ofWrite(S3Headers headers, CanonicalUser bucketOwner) {
        List<Need> needs = new ArrayList<>();
        needs.add(new Need(S3Action.PUT_OBJECT, On.OBJECT));
        if (headers.has("x-amz-tagging")) {
            needs.add(new Need(S3Action.PUT_OBJECT_TAGGING, On.OBJECT));
        }
        if (givesToOthers(headers, bucketOwner)) {
            needs.add(new Need(S3Action.PUT_OBJECT_ACL, On.OBJECT));
        }
        if (headers.has("x-amz-object-lock-mode") || headers.has("x-amz-object-lock-retain-until-date")) {
            needs.add(new Need(S3Action.PUT_OBJECT_RETENTION, On.OBJECT));
        }
        if (headers.has("x-amz-object-lock-legal-hold")) {
            needs.add(new Need(S3Action.PUT_OBJECT_LEGAL_HOLD, On.OBJECT));
        }
        return needs;
    }

    /// Whether a write gives rights to others than the writer and the bucket's owner. What it gives to those
    /// needs no permission of its own: S3's user guide has policies with `s3:PutObject` alone for uploads that
    /// must give the bucket's owner full control ("Granting s3:PutObject permission with a condition requiring
    /// the bucket owner to get full control").
    private static boolean givesToOthers(S3Headers headers, CanonicalUser bucketOwner) {
        if (hasGrants(headers)) {
            String fullControl = String.join(",", headers.values("x-amz-grant-full-control"))
                    .replace("\"", "")
                    .strip();
            boolean onlyFullControl = headers.all().stream()
                    .map(S3Headers.Header::name)
                    .filter(OperationActions::isGrant)
                    .allMatch("x-amz-grant-full-control"::equalsIgnoreCase);
            return !onlyFullControl || !fullControl.equals("id=" + bucketOwner.id());
        }
        Optional<String> canned = headers.get(CannedAcl.HEADER);
        return canned.isPresent()
                && !canned.get().equals(CannedAcl.PRIVATE.s3Name())
                && !canned.get().equals(CannedAcl.BUCKET_OWNER_READ.s3Name())
                && !canned.get().equals(CannedAcl.BUCKET_OWNER_FULL_CONTROL.s3Name());
    }

    /// The fields of a form that have names of their own, under those of the headers that say the same.
    private static S3Headers fromForm(S3Headers fields) {
        return new S3Headers(fields.all().stream()
                .map(field -> switch (field.name().toLowerCase(Locale.ROOT)) {
                    case "acl" -> new S3Headers.Header(CannedAcl.HEADER, field.value());
                    case "tagging" -> new S3Headers.Header("x-amz-tagging", field.value());
                    default -> field;
                })
                .toList());
    }

    private static List<Need> ofSource(S3Headers headers) {
        boolean version = headers.get("x-amz-copy-source")
                .filter(source -> source.contains("?" + VERSION + "="))
                .isPresent();
        return List.of(new Need(version ? S3Action.GET_OBJECT_VERSION : S3Action.GET_OBJECT, On.SOURCE));
    }

    private static boolean bypasses(S3Headers headers) {
        return headers.get(BYPASS).filter("true"::equalsIgnoreCase).isPresent();
    }

    private static boolean hasGrants(S3Headers headers) {
        return headers.all().stream().map(S3Headers.Header::name).anyMatch(OperationActions::isGrant);
    }

    private static boolean isGrant(String header) {
        return header.regionMatches(true, 0, "x-amz-grant-", 0, "x-amz-grant-".length());
    }

    private static List<Need> object(S3Action action) {
        return List.of(new Need(action, On.OBJECT));
    }

    private static List<Need> objects(S3Action first, S3Action second) {
        return List.of(new Need(first, On.OBJECT), new Need(second, On.OBJECT));
    }

    private static List<Need> with(List<Need> some, List<Need> more) {
        List<Need> needs = new ArrayList<>(some);
        needs.addAll(more);
        return List.copyOf(needs);
    }
}
