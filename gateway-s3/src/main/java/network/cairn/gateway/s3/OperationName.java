package network.cairn.gateway.s3;

import static network.cairn.gateway.s3.Selector.header;
import static network.cairn.gateway.s3.Selector.query;
import static network.cairn.gateway.s3.Target.BUCKET;
import static network.cairn.gateway.s3.Target.OBJECT;
import static network.cairn.gateway.s3.Target.SERVICE;

import java.util.List;
import java.util.Optional;

/// Every operation of the S3 API, and the requests that mean it: method, target, and the query
/// parameters or headers that select it among those of the same method and target.
///
/// An operation listed here that the gateway was not given answers `NotImplemented`.
public enum OperationName {
    LIST_BUCKETS("ListBuckets", "GET", SERVICE),

    CREATE_BUCKET("CreateBucket", "PUT", BUCKET),
    DELETE_BUCKET("DeleteBucket", "DELETE", BUCKET),
    HEAD_BUCKET("HeadBucket", "HEAD", BUCKET),
    LIST_OBJECTS("ListObjects", "GET", BUCKET),
    LIST_OBJECTS_V2("ListObjectsV2", "GET", BUCKET, query("list-type", "2")),
    LIST_OBJECT_VERSIONS("ListObjectVersions", "GET", BUCKET, query("versions")),
    LIST_MULTIPART_UPLOADS("ListMultipartUploads", "GET", BUCKET, query("uploads")),
    DELETE_OBJECTS("DeleteObjects", "POST", BUCKET, query("delete")),
    POST_OBJECT("PostObject", "POST", BUCKET),
    CREATE_SESSION("CreateSession", "GET", BUCKET, query("session")),

    GET_BUCKET_ACCELERATE("GetBucketAccelerateConfiguration", "GET", BUCKET, query("accelerate")),
    GET_BUCKET_ACL("GetBucketAcl", "GET", BUCKET, query("acl")),
    GET_BUCKET_ANALYTICS("GetBucketAnalyticsConfiguration", "GET", BUCKET, query("analytics")),
    GET_BUCKET_CORS("GetBucketCors", "GET", BUCKET, query("cors")),
    GET_BUCKET_ENCRYPTION("GetBucketEncryption", "GET", BUCKET, query("encryption")),
    GET_BUCKET_INTELLIGENT_TIERING(
            "GetBucketIntelligentTieringConfiguration", "GET", BUCKET, query("intelligent-tiering")),
    GET_BUCKET_INVENTORY("GetBucketInventoryConfiguration", "GET", BUCKET, query("inventory")),
    GET_BUCKET_LIFECYCLE("GetBucketLifecycleConfiguration", "GET", BUCKET, query("lifecycle")),
    GET_BUCKET_LOCATION("GetBucketLocation", "GET", BUCKET, query("location")),
    GET_BUCKET_LOGGING("GetBucketLogging", "GET", BUCKET, query("logging")),
    GET_BUCKET_METADATA_TABLE("GetBucketMetadataTableConfiguration", "GET", BUCKET, query("metadataTable")),
    GET_BUCKET_METRICS("GetBucketMetricsConfiguration", "GET", BUCKET, query("metrics")),
    GET_BUCKET_NOTIFICATION("GetBucketNotificationConfiguration", "GET", BUCKET, query("notification")),
    GET_BUCKET_OWNERSHIP_CONTROLS("GetBucketOwnershipControls", "GET", BUCKET, query("ownershipControls")),
    GET_BUCKET_POLICY("GetBucketPolicy", "GET", BUCKET, query("policy")),
    GET_BUCKET_POLICY_STATUS("GetBucketPolicyStatus", "GET", BUCKET, query("policyStatus")),
    GET_BUCKET_REPLICATION("GetBucketReplication", "GET", BUCKET, query("replication")),
    GET_BUCKET_REQUEST_PAYMENT("GetBucketRequestPayment", "GET", BUCKET, query("requestPayment")),
    GET_BUCKET_TAGGING("GetBucketTagging", "GET", BUCKET, query("tagging")),
    GET_BUCKET_VERSIONING("GetBucketVersioning", "GET", BUCKET, query("versioning")),
    GET_BUCKET_WEBSITE("GetBucketWebsite", "GET", BUCKET, query("website")),
    GET_OBJECT_LOCK_CONFIGURATION("GetObjectLockConfiguration", "GET", BUCKET, query("object-lock")),
    GET_PUBLIC_ACCESS_BLOCK("GetPublicAccessBlock", "GET", BUCKET, query("publicAccessBlock")),

    PUT_BUCKET_ACCELERATE("PutBucketAccelerateConfiguration", "PUT", BUCKET, query("accelerate")),
    PUT_BUCKET_ACL("PutBucketAcl", "PUT", BUCKET, query("acl")),
    PUT_BUCKET_ANALYTICS("PutBucketAnalyticsConfiguration", "PUT", BUCKET, query("analytics")),
    PUT_BUCKET_CORS("PutBucketCors", "PUT", BUCKET, query("cors")),
    PUT_BUCKET_ENCRYPTION("PutBucketEncryption", "PUT", BUCKET, query("encryption")),
    PUT_BUCKET_INTELLIGENT_TIERING(
            "PutBucketIntelligentTieringConfiguration", "PUT", BUCKET, query("intelligent-tiering")),
    PUT_BUCKET_INVENTORY("PutBucketInventoryConfiguration", "PUT", BUCKET, query("inventory")),
    PUT_BUCKET_LIFECYCLE("PutBucketLifecycleConfiguration", "PUT", BUCKET, query("lifecycle")),
    PUT_BUCKET_LOGGING("PutBucketLogging", "PUT", BUCKET, query("logging")),
    PUT_BUCKET_METRICS("PutBucketMetricsConfiguration", "PUT", BUCKET, query("metrics")),
    PUT_BUCKET_NOTIFICATION("PutBucketNotificationConfiguration", "PUT", BUCKET, query("notification")),
    PUT_BUCKET_OWNERSHIP_CONTROLS("PutBucketOwnershipControls", "PUT", BUCKET, query("ownershipControls")),
    PUT_BUCKET_POLICY("PutBucketPolicy", "PUT", BUCKET, query("policy")),
    PUT_BUCKET_REPLICATION("PutBucketReplication", "PUT", BUCKET, query("replication")),
    PUT_BUCKET_REQUEST_PAYMENT("PutBucketRequestPayment", "PUT", BUCKET, query("requestPayment")),
    PUT_BUCKET_TAGGING("PutBucketTagging", "PUT", BUCKET, query("tagging")),
    PUT_BUCKET_VERSIONING("PutBucketVersioning", "PUT", BUCKET, query("versioning")),
    PUT_BUCKET_WEBSITE("PutBucketWebsite", "PUT", BUCKET, query("website")),
    PUT_OBJECT_LOCK_CONFIGURATION("PutObjectLockConfiguration", "PUT", BUCKET, query("object-lock")),
    PUT_PUBLIC_ACCESS_BLOCK("PutPublicAccessBlock", "PUT", BUCKET, query("publicAccessBlock")),
    CREATE_BUCKET_METADATA_TABLE("CreateBucketMetadataTableConfiguration", "POST", BUCKET, query("metadataTable")),

    DELETE_BUCKET_ANALYTICS("DeleteBucketAnalyticsConfiguration", "DELETE", BUCKET, query("analytics")),
    DELETE_BUCKET_CORS("DeleteBucketCors", "DELETE", BUCKET, query("cors")),
    DELETE_BUCKET_ENCRYPTION("DeleteBucketEncryption", "DELETE", BUCKET, query("encryption")),
    DELETE_BUCKET_INTELLIGENT_TIERING(
            "DeleteBucketIntelligentTieringConfiguration", "DELETE", BUCKET, query("intelligent-tiering")),
    DELETE_BUCKET_INVENTORY("DeleteBucketInventoryConfiguration", "DELETE", BUCKET, query("inventory")),
    DELETE_BUCKET_LIFECYCLE("DeleteBucketLifecycle", "DELETE", BUCKET, query("lifecycle")),
    DELETE_BUCKET_METADATA_TABLE("DeleteBucketMetadataTableConfiguration", "DELETE", BUCKET, query("metadataTable")),
    DELETE_BUCKET_METRICS("DeleteBucketMetricsConfiguration", "DELETE", BUCKET, query("metrics")),
    DELETE_BUCKET_OWNERSHIP_CONTROLS("DeleteBucketOwnershipControls", "DELETE", BUCKET, query("ownershipControls")),
    DELETE_BUCKET_POLICY("DeleteBucketPolicy", "DELETE", BUCKET, query("policy")),
    DELETE_BUCKET_REPLICATION("DeleteBucketReplication", "DELETE", BUCKET, query("replication")),
    DELETE_BUCKET_TAGGING("DeleteBucketTagging", "DELETE", BUCKET, query("tagging")),
    DELETE_BUCKET_WEBSITE("DeleteBucketWebsite", "DELETE", BUCKET, query("website")),
    DELETE_PUBLIC_ACCESS_BLOCK("DeletePublicAccessBlock", "DELETE", BUCKET, query("publicAccessBlock")),

    PUT_OBJECT("PutObject", "PUT", OBJECT),
    GET_OBJECT("GetObject", "GET", OBJECT),
    HEAD_OBJECT("HeadObject", "HEAD", OBJECT),
    DELETE_OBJECT("DeleteObject", "DELETE", OBJECT),
    COPY_OBJECT("CopyObject", "PUT", OBJECT, header("x-amz-copy-source")),
    GET_OBJECT_ACL("GetObjectAcl", "GET", OBJECT, query("acl")),
    PUT_OBJECT_ACL("PutObjectAcl", "PUT", OBJECT, query("acl")),
    GET_OBJECT_ATTRIBUTES("GetObjectAttributes", "GET", OBJECT, query("attributes")),
    GET_OBJECT_LEGAL_HOLD("GetObjectLegalHold", "GET", OBJECT, query("legal-hold")),
    PUT_OBJECT_LEGAL_HOLD("PutObjectLegalHold", "PUT", OBJECT, query("legal-hold")),
    /// Not S3's: a durability receipt.
    GET_OBJECT_RECEIPT("GetObjectReceipt", "GET", OBJECT, query("cairn-receipt")),
    GET_OBJECT_RETENTION("GetObjectRetention", "GET", OBJECT, query("retention")),
    PUT_OBJECT_RETENTION("PutObjectRetention", "PUT", OBJECT, query("retention")),
    GET_OBJECT_TAGGING("GetObjectTagging", "GET", OBJECT, query("tagging")),
    PUT_OBJECT_TAGGING("PutObjectTagging", "PUT", OBJECT, query("tagging")),
    DELETE_OBJECT_TAGGING("DeleteObjectTagging", "DELETE", OBJECT, query("tagging")),
    GET_OBJECT_TORRENT("GetObjectTorrent", "GET", OBJECT, query("torrent")),
    RENAME_OBJECT("RenameObject", "PUT", OBJECT, query("renameObject")),
    RESTORE_OBJECT("RestoreObject", "POST", OBJECT, query("restore")),
    SELECT_OBJECT_CONTENT("SelectObjectContent", "POST", OBJECT, query("select")),

    CREATE_MULTIPART_UPLOAD("CreateMultipartUpload", "POST", OBJECT, query("uploads")),
    UPLOAD_PART("UploadPart", "PUT", OBJECT, query("uploadId"), query("partNumber")),
    UPLOAD_PART_COPY(
            "UploadPartCopy", "PUT", OBJECT, query("uploadId"), query("partNumber"), header("x-amz-copy-source")),
    COMPLETE_MULTIPART_UPLOAD("CompleteMultipartUpload", "POST", OBJECT, query("uploadId")),
    ABORT_MULTIPART_UPLOAD("AbortMultipartUpload", "DELETE", OBJECT, query("uploadId")),
    LIST_PARTS("ListParts", "GET", OBJECT, query("uploadId"));

    private final String s3Name;
    private final String method;
    private final Target target;

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of records
    private final List<Selector> selectors;

    OperationName(String s3Name, String method, Target target, Selector... selectors) {
        this.s3Name = s3Name;
        this.method = method;
        this.target = target;
        this.selectors = List.of(selectors);
    }

    /// The name in S3's own documentation.
    public String s3Name() {
        return s3Name;
    }

    String method() {
        return method;
    }

    Target target() {
        return target;
    }

    /// The parameter of the query that selects it among others of its method and target.
    public Optional<String> subResource() {
        return selectors.stream()
                .filter(selector -> !selector.inHeader())
                .map(Selector::name)
                .findFirst();
    }

    List<Selector> selectors() {
        return selectors;
    }
}
