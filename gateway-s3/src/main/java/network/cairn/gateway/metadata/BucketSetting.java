package network.cairn.gateway.metadata;

/// What can be set of a bucket.
public enum BucketSetting {
    VERSIONING(0),
    OBJECT_LOCK(1),
    TAGGING(2),
    ACL(3),
    OWNERSHIP_CONTROLS(4),
    PUBLIC_ACCESS_BLOCK(5),
    POLICY(6),
    CORS(7),
    ENCRYPTION(8),
    LIFECYCLE(9),
    WEBSITE(10),
    LOGGING(11),
    NOTIFICATION(12),
    REQUEST_PAYMENT(13),
    ACCELERATE(14),
    /// Present where the policy binds the tenant's root, too.
    POLICY_BINDS_OWNER(15);

    private final int code;

    BucketSetting(int code) {
        this.code = code;
    }

    /// As which it is kept.
    int code() {
        return code;
    }
}
