package network.cairn.gateway.policy;

import static network.cairn.gateway.policy.S3Action.Level.ACCOUNT;
import static network.cairn.gateway.policy.S3Action.Level.BUCKET;
import static network.cairn.gateway.policy.S3Action.Level.OBJECT;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import network.cairn.gateway.acl.Permission;
import org.jspecify.annotations.Nullable;

/// Everything that a policy can speak of in S3: the actions on buckets and objects in AWS's Service
/// Authorization Reference, "Actions, resources, and condition keys for Amazon S3". Also those whose operations
/// this gateway does not have: policies that name them are valid.
public enum S3Action {
    ABORT_MULTIPART_UPLOAD("AbortMultipartUpload", OBJECT),
    BYPASS_GOVERNANCE_RETENTION("BypassGovernanceRetention", OBJECT),
    CREATE_BUCKET("CreateBucket", ACCOUNT),
    CREATE_BUCKET_METADATA_TABLE("CreateBucketMetadataTableConfiguration", BUCKET),
    CREATE_SESSION("CreateSession", BUCKET),
    DELETE_BUCKET("DeleteBucket", BUCKET),
    DELETE_BUCKET_METADATA_TABLE("DeleteBucketMetadataTableConfiguration", BUCKET),
    DELETE_BUCKET_POLICY("DeleteBucketPolicy", BUCKET),
    DELETE_BUCKET_WEBSITE("DeleteBucketWebsite", BUCKET),
    DELETE_OBJECT("DeleteObject", OBJECT),
    DELETE_OBJECT_TAGGING("DeleteObjectTagging", OBJECT),
    DELETE_OBJECT_VERSION("DeleteObjectVersion", OBJECT),
    DELETE_OBJECT_VERSION_TAGGING("DeleteObjectVersionTagging", OBJECT),
    GET_ACCELERATE_CONFIGURATION("GetAccelerateConfiguration", BUCKET),
    GET_ACCOUNT_PUBLIC_ACCESS_BLOCK("GetAccountPublicAccessBlock", ACCOUNT),
    GET_ANALYTICS_CONFIGURATION("GetAnalyticsConfiguration", BUCKET),
    GET_BUCKET_ACL("GetBucketAcl", BUCKET),
    GET_BUCKET_CORS("GetBucketCORS", BUCKET),
    GET_BUCKET_LOCATION("GetBucketLocation", BUCKET),
    GET_BUCKET_LOGGING("GetBucketLogging", BUCKET),
    GET_BUCKET_METADATA_TABLE("GetBucketMetadataTableConfiguration", BUCKET),
    GET_BUCKET_NOTIFICATION("GetBucketNotification", BUCKET),
    GET_BUCKET_OBJECT_LOCK_CONFIGURATION("GetBucketObjectLockConfiguration", BUCKET),
    GET_BUCKET_OWNERSHIP_CONTROLS("GetBucketOwnershipControls", BUCKET),
    GET_BUCKET_POLICY("GetBucketPolicy", BUCKET),
    GET_BUCKET_POLICY_STATUS("GetBucketPolicyStatus", BUCKET),
    GET_BUCKET_PUBLIC_ACCESS_BLOCK("GetBucketPublicAccessBlock", BUCKET),
    GET_BUCKET_REQUEST_PAYMENT("GetBucketRequestPayment", BUCKET),
    GET_BUCKET_TAGGING("GetBucketTagging", BUCKET),
    GET_BUCKET_VERSIONING("GetBucketVersioning", BUCKET),
    GET_BUCKET_WEBSITE("GetBucketWebsite", BUCKET),
    GET_ENCRYPTION_CONFIGURATION("GetEncryptionConfiguration", BUCKET),
    GET_INTELLIGENT_TIERING_CONFIGURATION("GetIntelligentTieringConfiguration", BUCKET),
    GET_INVENTORY_CONFIGURATION("GetInventoryConfiguration", BUCKET),
    GET_LIFECYCLE_CONFIGURATION("GetLifecycleConfiguration", BUCKET),
    GET_METRICS_CONFIGURATION("GetMetricsConfiguration", BUCKET),
    GET_OBJECT("GetObject", OBJECT),
    GET_OBJECT_ACL("GetObjectAcl", OBJECT),
    GET_OBJECT_ATTRIBUTES("GetObjectAttributes", OBJECT),
    GET_OBJECT_LEGAL_HOLD("GetObjectLegalHold", OBJECT),
    GET_OBJECT_RETENTION("GetObjectRetention", OBJECT),
    GET_OBJECT_TAGGING("GetObjectTagging", OBJECT),
    GET_OBJECT_TORRENT("GetObjectTorrent", OBJECT),
    GET_OBJECT_VERSION("GetObjectVersion", OBJECT),
    GET_OBJECT_VERSION_ACL("GetObjectVersionAcl", OBJECT),
    GET_OBJECT_VERSION_ATTRIBUTES("GetObjectVersionAttributes", OBJECT),
    GET_OBJECT_VERSION_FOR_REPLICATION("GetObjectVersionForReplication", OBJECT),
    GET_OBJECT_VERSION_TAGGING("GetObjectVersionTagging", OBJECT),
    GET_OBJECT_VERSION_TORRENT("GetObjectVersionTorrent", OBJECT),
    GET_REPLICATION_CONFIGURATION("GetReplicationConfiguration", BUCKET),
    INITIATE_REPLICATION("InitiateReplication", OBJECT),
    LIST_ALL_MY_BUCKETS("ListAllMyBuckets", ACCOUNT),
    LIST_BUCKET("ListBucket", BUCKET),
    LIST_BUCKET_MULTIPART_UPLOADS("ListBucketMultipartUploads", BUCKET),
    LIST_BUCKET_VERSIONS("ListBucketVersions", BUCKET),
    LIST_MULTIPART_UPLOAD_PARTS("ListMultipartUploadParts", OBJECT),
    LIST_TAGS_FOR_RESOURCE("ListTagsForResource", BUCKET),
    OBJECT_OWNER_OVERRIDE_TO_BUCKET_OWNER("ObjectOwnerOverrideToBucketOwner", OBJECT),
    PAUSE_REPLICATION("PauseReplication", BUCKET),
    PUT_ACCELERATE_CONFIGURATION("PutAccelerateConfiguration", BUCKET),
    PUT_ACCOUNT_PUBLIC_ACCESS_BLOCK("PutAccountPublicAccessBlock", ACCOUNT),
    PUT_ANALYTICS_CONFIGURATION("PutAnalyticsConfiguration", BUCKET),
    PUT_BUCKET_ACL("PutBucketAcl", BUCKET),
    PUT_BUCKET_CORS("PutBucketCORS", BUCKET),
    PUT_BUCKET_LOGGING("PutBucketLogging", BUCKET),
    PUT_BUCKET_NOTIFICATION("PutBucketNotification", BUCKET),
    PUT_BUCKET_OBJECT_LOCK_CONFIGURATION("PutBucketObjectLockConfiguration", BUCKET),
    PUT_BUCKET_OWNERSHIP_CONTROLS("PutBucketOwnershipControls", BUCKET),
    PUT_BUCKET_POLICY("PutBucketPolicy", BUCKET),
    PUT_BUCKET_PUBLIC_ACCESS_BLOCK("PutBucketPublicAccessBlock", BUCKET),
    PUT_BUCKET_REQUEST_PAYMENT("PutBucketRequestPayment", BUCKET),
    PUT_BUCKET_TAGGING("PutBucketTagging", BUCKET),
    PUT_BUCKET_VERSIONING("PutBucketVersioning", BUCKET),
    PUT_BUCKET_WEBSITE("PutBucketWebsite", BUCKET),
    PUT_ENCRYPTION_CONFIGURATION("PutEncryptionConfiguration", BUCKET),
    PUT_INTELLIGENT_TIERING_CONFIGURATION("PutIntelligentTieringConfiguration", BUCKET),
    PUT_INVENTORY_CONFIGURATION("PutInventoryConfiguration", BUCKET),
    PUT_LIFECYCLE_CONFIGURATION("PutLifecycleConfiguration", BUCKET),
    PUT_METRICS_CONFIGURATION("PutMetricsConfiguration", BUCKET),
    PUT_OBJECT("PutObject", OBJECT),
    PUT_OBJECT_ACL("PutObjectAcl", OBJECT),
    PUT_OBJECT_LEGAL_HOLD("PutObjectLegalHold", OBJECT),
    PUT_OBJECT_RETENTION("PutObjectRetention", OBJECT),
    PUT_OBJECT_TAGGING("PutObjectTagging", OBJECT),
    PUT_OBJECT_VERSION_ACL("PutObjectVersionAcl", OBJECT),
    PUT_OBJECT_VERSION_TAGGING("PutObjectVersionTagging", OBJECT),
    PUT_REPLICATION_CONFIGURATION("PutReplicationConfiguration", BUCKET),
    REPLICATE_DELETE("ReplicateDelete", OBJECT),
    REPLICATE_OBJECT("ReplicateObject", OBJECT),
    REPLICATE_TAGS("ReplicateTags", OBJECT),
    RESTORE_OBJECT("RestoreObject", OBJECT),
    TAG_RESOURCE("TagResource", BUCKET),
    UNTAG_RESOURCE("UntagResource", BUCKET);

    /// What a bucket's policy must name as the resource of an action for it to mean something.
    enum Level {
        /// Neither the bucket nor an object: no bucket's policy can speak of it.
        ACCOUNT,
        BUCKET,
        OBJECT
    }

    private static final String PREFIX = "s3:";

    private static final Map<String, S3Action> BY_LOWER_NAME = byLowerName();

    private final String awsName;
    private final String lowerName;
    private final Level level;

    S3Action(String name, Level level) {
        this.awsName = PREFIX + name;
        this.lowerName = awsName.toLowerCase(Locale.ROOT);
        this.level = level;
    }

    /// The name in policies: `s3:GetObject`.
    public String awsName() {
        return awsName;
    }

    /// The name as it is compared.
    String lowerName() {
        return lowerName;
    }

    Level level() {
        return level;
    }

    /// The action of that name, or null where it is none of these.
    static @Nullable S3Action named(String awsName) {
        return BY_LOWER_NAME.get(awsName.toLowerCase(Locale.ROOT));
    }

    private static Map<String, S3Action> byLowerName() {
        Map<String, S3Action> names = new HashMap<>();
        for (S3Action action : values()) {
            names.put(action.lowerName, action);
        }
        return Map.copyOf(names);
    }

    /// What lets somebody do it whom the bucket's access control list names, or null where no list can let it.
    ///
    /// S3's user guide, "Mapping of ACL permissions and access policy permissions". Of `WRITE` it says
    /// `s3:PutObject`; the deletion that goes with it is for whoever may overwrite, and without the actions on
    /// uploads in parts those could not be ended.
    @Nullable
    Permission bucketPermission() {
        return switch (this) {
            case LIST_BUCKET, LIST_BUCKET_VERSIONS, LIST_BUCKET_MULTIPART_UPLOADS -> Permission.READ;
            case PUT_OBJECT, DELETE_OBJECT, ABORT_MULTIPART_UPLOAD, LIST_MULTIPART_UPLOAD_PARTS -> Permission.WRITE;
            case GET_BUCKET_ACL -> Permission.READ_ACP;
            case PUT_BUCKET_ACL -> Permission.WRITE_ACP;
            default -> null;
        };
    }

    /// What lets somebody do it whom the object's access control list names, or null where no list can let it.
    /// These are also the actions that an object's owner decides on, where that is not the bucket's.
    @Nullable
    Permission objectPermission() {
        return switch (this) {
            case GET_OBJECT, GET_OBJECT_VERSION -> Permission.READ;
            case GET_OBJECT_ACL, GET_OBJECT_VERSION_ACL -> Permission.READ_ACP;
            case PUT_OBJECT_ACL, PUT_OBJECT_VERSION_ACL -> Permission.WRITE_ACP;
            default -> null;
        };
    }

    /// Whether only the bucket's own tenant may do it, whoever else is allowed to (S3's API reference,
    /// PutBucketPolicy).
    boolean isForBucketOwnerOnly() {
        return this == GET_BUCKET_POLICY || this == PUT_BUCKET_POLICY || this == DELETE_BUCKET_POLICY;
    }
}
