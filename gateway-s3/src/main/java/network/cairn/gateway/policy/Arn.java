package network.cairn.gateway.policy;

/// The names of resources and principals in policies.
public final class Arn {
    static final String S3 = "arn:aws:s3:::";

    /// What a request is about that is about no bucket in particular, such as ListBuckets.
    public static final String ALL_BUCKETS = S3 + "*";

    /// `arn:partition:service:region:account:resource`, the last with as many colons as it likes.
    static final int PARTS = 6;

    private Arn() {}

    public static String bucket(String bucket) {
        return S3 + bucket;
    }

    public static String object(String bucket, String key) {
        return S3 + bucket + "/" + key;
    }

    /// Of a tenant itself.
    public static String root(String tenant) {
        return iam(tenant, "root");
    }

    static String iam(String tenant, String resource) {
        return "arn:aws:iam::" + tenant + ":" + resource;
    }

    static String sts(String tenant, String resource) {
        return "arn:aws:sts::" + tenant + ":" + resource;
    }
}
