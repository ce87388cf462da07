package network.cairn.gateway.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The condition keys that there are, and those that only some actions can have. S3 refuses bucket policies
/// with others, as a misspelt key would never hold.
///
/// From the Service Authorization Reference, "Condition keys for Amazon S3", and IAM's "Global condition
/// context keys". Keys that belong to other services (`saml:sub`) are taken as they are.
final class BucketConditionKeys {
    private static final Set<String> S3 = lower(
            "AccessGrantsInstanceArn",
            "AccessPointNetworkOrigin",
            "authType",
            "DataAccessPointAccount",
            "DataAccessPointArn",
            "delimiter",
            "destinationRegion",
            "ExistingJobOperation",
            "ExistingJobPriority",
            "if-match",
            "if-none-match",
            "InventoryAccessibleOptionalFields",
            "isReplicationPauseRequest",
            "JobSuspendedCause",
            "LocationConstraint",
            "max-keys",
            "object-lock-legal-hold",
            "object-lock-mode",
            "object-lock-remaining-retention-days",
            "object-lock-retain-until-date",
            "ObjectCreationOperation",
            "prefix",
            "RequestJobOperation",
            "RequestJobPriority",
            "RequestObjectTagKeys",
            "ResourceAccount",
            "signatureAge",
            "signatureversion",
            "TlsVersion",
            "VersionId",
            "x-amz-acl",
            "x-amz-content-sha256",
            "x-amz-copy-source",
            "x-amz-grant-full-control",
            "x-amz-grant-read",
            "x-amz-grant-read-acp",
            "x-amz-grant-write",
            "x-amz-grant-write-acp",
            "x-amz-metadata-directive",
            "x-amz-object-ownership",
            "x-amz-server-side-encryption",
            "x-amz-server-side-encryption-aws-kms-key-id",
            "x-amz-server-side-encryption-customer-algorithm",
            "x-amz-storage-class",
            "x-amz-website-redirect-location");

    private static final Set<String> AWS = lower(
            "AssumedRoot",
            "CalledVia",
            "CalledViaAWSMCP",
            "CalledViaFirst",
            "CalledViaLast",
            "ChatbotSourceArn",
            "CurrentTime",
            "Ec2InstanceSourcePrivateIPv4",
            "Ec2InstanceSourceVpc",
            "EpochTime",
            "FederatedProvider",
            "IsMcpServiceAction",
            "MultiFactorAuthAge",
            "MultiFactorAuthPresent",
            "PrincipalAccount",
            "PrincipalArn",
            "PrincipalIsAWSService",
            "PrincipalOrgID",
            "PrincipalOrgPaths",
            "PrincipalServiceName",
            "PrincipalServiceNamesList",
            "PrincipalType",
            "Referer",
            "RequestedRegion",
            "ResourceAccount",
            "ResourceOrgID",
            "ResourceOrgPaths",
            "SecureTransport",
            "SignInSessionArn",
            "SourceAccount",
            "SourceArn",
            "SourceIdentity",
            "SourceIp",
            "SourceOrgID",
            "SourceOrgPaths",
            "SourceOwner",
            "SourceVpc",
            "SourceVpcArn",
            "SourceVpce",
            "TagKeys",
            "TokenIssueTime",
            "UserAgent",
            "userid",
            "username",
            "ViaAWSService",
            "VpceAccount",
            "VpceOrgID",
            "VpceOrgPaths",
            "VpcSourceIp");

    /// Keys with a name of the author's choice behind the slash.
    private static final List<String> TAGS = List.of(
            "s3:existingobjecttag/",
            "s3:requestobjecttag/",
            "s3:buckettag/",
            "s3:accesspointtag/",
            "aws:principaltag/",
            "aws:requesttag/",
            "aws:resourcetag/");

    private static final Set<String> OF_LISTINGS = Set.of("s3:prefix", "s3:delimiter", "s3:max-keys");
    private static final String SOURCE_IP = "aws:sourceip";

    private BucketConditionKeys() {}

    /// @throws PolicyException if the key is not there, or an action that is spelled out cannot have it
    static void check(Condition condition, Actions actions) throws PolicyException {
        String key = condition.key();
        if (!isKnown(key)) {
            throw new PolicyException("Policy has an invalid condition key");
        }
        if (key.equals(SOURCE_IP) && condition instanceof Condition.Comparison) {
            for (String text : condition.texts()) {
                if (IpRange.of(text).isEmpty()) {
                    throw new PolicyException("Invalid IP address in Conditions");
                }
            }
        }
        if (actions.negated()) {
            return;
        }
        for (String text : actions.texts()) {
            S3Action action = S3Action.named(text);
            if (action != null && !applies(key, action)) {
                throw new PolicyException(
                        "Conditions do not apply to combination of actions and resources in statement");
            }
        }
    }

    private static boolean isKnown(String key) {
        int colon = key.indexOf(':');
        if (colon < 1) {
            return false;
        }
        String name = key.substring(colon + 1);
        return switch (key.substring(0, colon)) {
            case "s3" -> S3.contains(name) || isTag(key);
            case "aws" -> AWS.contains(name) || isTag(key);
            default -> !name.isEmpty();
        };
    }

    private static boolean isTag(String key) {
        return TAGS.stream().anyMatch(prefix -> key.startsWith(prefix) && key.length() > prefix.length());
    }

    /// Only of keys that plainly belong to a few actions; S3 knows more.
    private static boolean applies(String key, S3Action action) {
        if (OF_LISTINGS.contains(key)) {
            return action == S3Action.LIST_BUCKET || action == S3Action.LIST_BUCKET_VERSIONS;
        }
        if (key.equals("s3:x-amz-acl") || key.startsWith("s3:x-amz-grant-")) {
            return switch (action) {
                case PUT_OBJECT,
                        PUT_OBJECT_ACL,
                        PUT_OBJECT_VERSION_ACL,
                        PUT_BUCKET_ACL,
                        CREATE_BUCKET,
                        BYPASS_GOVERNANCE_RETENTION -> true;
                default -> false;
            };
        }
        if (key.equals("s3:versionid")) {
            return action.level() == S3Action.Level.OBJECT && action.awsName().contains("Version");
        }
        return true;
    }

    private static Set<String> lower(String... names) {
        Set<String> lower = new HashSet<>();
        for (String name : names) {
            lower.add(ConditionContext.lower(name));
        }
        return Set.copyOf(lower);
    }
}
