package network.cairn.gateway.identity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The managed policies that come with the gateway, under the ARNs that AWS gives to policies of the same meaning.
public final class BuiltInPolicies {
    private static final String ARN_START = "arn:aws:iam::aws:policy/";

    private static final List<ManagedPolicy> ALL = List.of(
            policy("AdministratorAccess", "ANPACAIRNADMINISTRATOR", "Everything.", "\"*\""),
            policy("AmazonS3FullAccess", "ANPACAIRNS3FULLACCESS", "Everything that S3 can do.", "\"s3:*\""),
            policy(
                    "AmazonS3ReadOnlyAccess",
                    "ANPACAIRNS3READONLY00",
                    "Reading and listing in S3.",
                    "\"s3:Get*\",\"s3:List*\",\"s3:Describe*\""),
            policy("IAMFullAccess", "ANPACAIRNIAMFULL00000", "Everything that IAM can do.", "\"iam:*\""),
            policy(
                    "IAMReadOnlyAccess",
                    "ANPACAIRNIAMREADONLY0",
                    "Reading and listing in IAM.",
                    "\"iam:Get*\",\"iam:List*\""));

    private BuiltInPolicies() {}

    public static List<ManagedPolicy> all() {
        return ALL;
    }

    public static String arn(ManagedPolicy policy) {
        return ARN_START + policy.name();
    }

    /// Whether an ARN is of a policy that would come with the gateway, whether or not it does.
    public static boolean isBuiltIn(String arn) {
        return arn.startsWith(ARN_START);
    }

    public static Optional<ManagedPolicy> find(String arn) {
        return ALL.stream().filter(policy -> arn(policy).equals(arn)).findFirst();
    }

    /// What somebody's root may do, as a policy: everything.
    static String everything() {
        return ALL.getFirst().document();
    }

    private static ManagedPolicy policy(String name, String id, String description, String actions) {
        var versions = new ArrayList<ManagedPolicy.Version>();
        versions.add(new ManagedPolicy.Version(
                1,
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[" + actions
                        + "],\"Resource\":\"*\"}]}",
                Instant.EPOCH));
        return new ManagedPolicy(new Registration(name, "/", id, Instant.EPOCH), description, versions, 1, 2);
    }
}
