package network.cairn.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What S3 takes for the policy of the bucket `photos`, and what it says of the rest.
final class BucketPolicyTest {
    private static final String BUCKET = "photos";
    private static final String ALLOW = "'Effect': 'Allow'";
    private static final String EVERYBODY = "'Principal': '*'";
    private static final String GET = "'Action': 's3:GetObject'";
    private static final String OBJECTS = "'Resource': 'arn:aws:s3:::photos/*'";
    private static final String NOT_JSON = "This policy contains invalid Json";
    private static final String NO_ACTION = "Policy has invalid action";
    private static final String NO_RESOURCE = "Policy has invalid resource";
    private static final String NO_PRINCIPAL = "Invalid principal in policy";
    private static final String NO_KEY = "Policy has an invalid condition key";
    private static final String ACTION_WITHOUT_RESOURCE = "Action does not apply to any resource(s) in statement";
    private static final String CONDITION_WITHOUT_ACTION =
            "Conditions do not apply to combination of actions and resources in statement";

    @Test
    void bucket_validPolicy_keepsItsText() throws PolicyException {
        String document =
                "{ \"Version\":\"2012-10-17\",\n\t\"Id\":\"x\", \"Statement\":{\"Sid\":\"a b!\",\"Effect\":\"Allow\","
                        + "\"Principal\":{\"AWS\":[\"alice\",\"arn:aws:iam::bob:user/team/carol\"]},\"Action\":[\"s3:Get*\"],"
                        + "\"Resource\":\"arn:aws:s3:::photos/*\"} }";
        Policy policy = Policy.bucket(document, BUCKET);
        assertThat(policy.document()).isEqualTo(document);
        assertThat(policy.principals()).containsExactlyInAnyOrder("alice", "arn:aws:iam::bob:user/team/carol");
        assertThat(policy).isEqualTo(Policy.bucket(document, BUCKET)).hasSameHashCodeAs(policy);
        assertThat(policy).hasToString("Policy[statements=1, chars=" + document.length() + "]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " {}", "[]", "false", "policy", "\uFEFF{}"})
    void bucket_otherBeginnings_areRefused(String document) {
        refuses(document, "Policies must be valid JSON and the first byte must be '{'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{true}",
                "{asdfsdaf",
                "{'Principal': '*' ",
                "{} {}",
                "{'Statement': [,]}",
                "{'Statement': [], 'Statement': []}",
                "{'Statement': [{'Effect': 'Allow', 'Effect': 'Deny'}]}",
                "{'Statement': [[[[[[[[[[[]]]]]]]]]]]}",
            })
    void bucket_brokenJson_isRefused(String document) {
        refuses(Documents.quoted(document), NOT_JSON);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}|Missing required field Statement",
                "{'Statement': null}|Missing required field Statement",
                "{'Statement': []}|Could not parse the policy: Statement is empty!",
                "{'Statement': 'x'}|This policy contains invalid Json: a statement is not an object",
                "{'Statement': [{}], 'Version': '2012-10-18'}|The policy must contain a valid version string",
                "{'Statement': [{}], 'Version': 2012}|The policy must contain a valid version string",
                "{'Statement': [{}], 'Version': null}|The policy must contain a valid version string",
                "{'Statement': [{}], 'Id': 7}|This policy contains invalid Json: Id is not a string",
                "{'Statement': [{}], 'Conditions': {}}|Unknown field Conditions",
                "{'Statement': [{}]}|Missing required field Effect",
            })
    void bucket_brokenFrames_areRefused(String document, String message) {
        refuses(Documents.quoted(document), message);
    }

    @Test
    void bucket_missingElements_areNamed() {
        refusesStatement(statement(EVERYBODY, GET, OBJECTS), "Missing required field Effect");
        refusesStatement(statement(ALLOW, GET, OBJECTS), "Missing required field Principal");
        refusesStatement(statement(ALLOW, EVERYBODY, OBJECTS), "Missing required field Action");
        refusesStatement(statement(ALLOW, EVERYBODY, GET), "Missing required field Resource");
    }

    @Test
    void bucket_otherElements_areRefused() {
        refusesStatement(statement(ALLOW, EVERYBODY, GET, OBJECTS, "'Principle': '*'"), "Unknown field Principle");
        refusesStatement(
                statement(ALLOW, EVERYBODY, GET, OBJECTS, "'NotAction': 's3:PutObject'"),
                "Statement has both Action and NotAction");
        refusesStatement(
                statement(ALLOW, EVERYBODY, GET, OBJECTS, "'Sid': 5"),
                "This policy contains invalid Json: Sid is not a string");
    }

    @ParameterizedTest
    @ValueSource(strings = {"allow", "ALLOW", "Permit", ""})
    void bucket_otherEffects_areRefused(String effect) {
        refusesStatement(statement("'Effect': '" + effect + "'", EVERYBODY, GET, OBJECTS), "Invalid effect: " + effect);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'*'",
                "{'AWS': '*'}",
                "{'AWS': ['*', 'alice']}",
                "{'AWS': 'alice'}",
                "{'AWS': 'arn:aws:iam::alice:root'}",
                "{'AWS': 'arn:aws:iam::alice:user/bob'}",
                "{'AWS': 'arn:aws:iam::alice:user/a/b/bob'}",
                "{'AWS': 'arn:aws:iam::alice:role/reader'}",
                "{'AWS': 'arn:aws:sts::alice:assumed-role/reader/session-1'}",
                "{'AWS': 'arn:aws:sts::alice:federated-user/bob'}",
                "{'Service': 'logging.s3.amazonaws.com'}",
                "{'Federated': 'graph.facebook.com'}",
                "{'CanonicalUser': '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be'}",
                "{'AWS': ['alice', 'bob'], 'Service': ['logging.s3.amazonaws.com']}",
            })
    void bucket_principals_areTaken(String principal) {
        takesStatement(statement(ALLOW, "'Principal': " + principal, GET, OBJECTS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "''",
                "'alice'",
                "[]",
                "['*']",
                "7",
                "{'AWS': ''}",
                "{'AWS': []}",
                "{'AWS': null}",
                "{'AWS': {}}",
                "{'AWS': 'Alice'}",
                "{'AWS': '-alice'}",
                "{'AWS': 'al*'}",
                "{'AWS': 'arn:aws:iam::alice:user/*'}",
                "{'AWS': 'arn:aws:iam::*:root'}",
                "{'AWS': 'arn:aws:iam:::user/bob'}",
                "{'AWS': 'arn:aws:iam::alice:group/all'}",
                "{'AWS': 'arn:aws:sts::alice:assumed-role/reader/*'}",
                "{'AWS': 'arn:aws:sts::alice:assumed-role/reader'}",
                "{'CanonicalUser': 'alice'}",
                "{'Service': 'alice'}",
                "{'Service': '*'}",
                "{'GCP': 'alice'}",
            })
    void bucket_otherPrincipals_areRefused(String principal) {
        refusesStatement(statement(ALLOW, "'Principal': " + principal, GET, OBJECTS), NO_PRINCIPAL);
    }

    @Test
    void bucket_emptyPrincipal_isRefused() {
        refusesStatement(
                statement(ALLOW, "'Principal': {}", GET, OBJECTS), "Missing required field Principal cannot be empty!");
        refusesStatement(statement(ALLOW, "'Principal': null", GET, OBJECTS), "Missing required field Principal");
    }

    @Test
    void bucket_notPrincipal_isForProhibitionsOnly() {
        takesStatement(statement("'Effect': 'Deny'", "'NotPrincipal': {'AWS': 'alice'}", GET, OBJECTS));
        refusesStatement(
                statement(ALLOW, "'NotPrincipal': {'AWS': 'alice'}", GET, OBJECTS),
                "Allow with NotPrincipal is not supported");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'*'",
                "'s3:*'",
                "'S3:getobject'",
                "'s3:Get*'",
                "'s3:?etObject'",
                "['s3:GetObject', 's3:PutObject']",
                "'s3:*Multipart*'",
            })
    void bucket_actions_areTaken(String action) {
        takesStatement(statement(ALLOW, EVERYBODY, "'Action': " + action, OBJECTS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "''",
                "[]",
                "7",
                "['s3:GetObject', 7]",
                "'invalid_action'",
                "'s3'",
                "'s3:'",
                "'s4:GetObject'",
                "'ss3:ListBucket'",
                "':GetObject'",
                "'s3GetObject'",
                "'s3::GetObject'",
                "'s3:Put-Object'",
                "'s3:GetObject:'",
                "'s3:*Obj??ect*'",
                "'s3:????'",
                "'*GetObject'",
                "'*:*'",
                "'s3:Abort?'",
                "'sts:AssumeRole'",
            })
    void bucket_otherActions_areRefused(String action) {
        refusesStatement(
                statement(
                        ALLOW,
                        EVERYBODY,
                        "'Action': " + action,
                        "'Resource': ['arn:aws:s3:::photos', 'arn:aws:s3:::photos/*']"),
                NO_ACTION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'arn:aws:s3:::photos/*'",
                "'arn:aws:s3:::photos/a/b/*.jpg'",
                "'arn:aws:s3:::photos/${aws:username}/*'",
                "'arn:aws:s3:::photos*'",
                "'arn:aws:s3:::*'",
                "'arn:aws:s3:::*/*'",
                "'arn:aws:s3:::ph?tos/*'",
                "'arn:aws:s3::*:photos/*'",
                "'arn:aws:s3:::photos/with:colons'",
                "['arn:aws:s3:::photos', 'arn:aws:s3:::photos/*']",
            })
    void bucket_resourcesWithin_areTaken(String resource) {
        takesStatement(statement(ALLOW, EVERYBODY, GET, "'Resource': " + resource));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "''",
                "[]",
                "7",
                "'*'",
                "'photos/*'",
                "'arn:aws:s3:::other/*'",
                "'arn:aws:s3:::photos2/*'",
                "'arn:aws:s3:::prefix-photos/*'",
                "'arn:aws:s3:::/photos'",
                "'arn:aws:s3:::'",
                "'arn:aws:iam:::photos/*'",
                "'arn:aws:iam::photos'",
                "'arn:aws-cn:s3:::photos/*'",
                "'arn:*:s3:::photos/*'",
                "'arn:aws:s*:::photos/*'",
                "'arn:aws:s3:eu:::photos/*'",
                "'arn:aws:s3::alice:photos/*'",
                "['arn:aws:s3:::photos/*', 'arn:aws:s3:::other/*']",
            })
    void bucket_otherResources_areRefused(String resource) {
        refusesStatement(statement(ALLOW, EVERYBODY, GET, "'Resource': " + resource), NO_RESOURCE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "s3:GetObject|photos|false",
                "s3:PutObjectTagging|photos|false",
                "s3:GetObjec?|photos|false",
                "s3:Abort*|photos|false",
                "s3:???Object|photos|false",
                "s3:ListBucket|photos/*|false",
                "s3:GetBucketTagging|photos/*|false",
                "s3:GetBucket*|photos/*|false",
                "s3:CreateBucket|photos|false",
                "s3:ListAllMyBuckets|photos|false",
                "s3:*|photos|true",
                "s3:*|photos/*|true",
                "*|photos|true",
                "s3:Get*|photos|true",
                "s3:Get*|photos/*|true",
                "s3:ListBucket|photos*|true",
                "s3:GetObject|photos*|true",
            })
    void bucket_actionsThatResourcesCannotHave_areRefused(String action, String resource, boolean taken) {
        String statement = statement(
                ALLOW, EVERYBODY, "'Action': '" + action + "'", "'Resource': 'arn:aws:s3:::" + resource + "'");
        if (taken) {
            takesStatement(statement);
        } else {
            refusesStatement(statement, ACTION_WITHOUT_RESOURCE);
        }
    }

    @Test
    void bucket_everyActionNeedsAResource_butNotEveryActionLeftOut() {
        refusesStatement(
                statement(
                        ALLOW,
                        EVERYBODY,
                        "'Action': ['s3:ListBucket', 's3:GetObject']",
                        "'Resource': 'arn:aws:s3:::photos'"),
                ACTION_WITHOUT_RESOURCE);
        takesStatement(statement(ALLOW, EVERYBODY, "'NotAction': 's3:GetObject'", "'Resource': 'arn:aws:s3:::photos'"));
        takesStatement(statement(ALLOW, EVERYBODY, GET, "'NotResource': 'arn:aws:s3:::photos'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'StringEquals': {}}",
                "{'StringEquals': {'aws:PrincipalTag/team': 'x'}}",
                "{'StringEquals': {'s3:ExistingObjectTag/team': ['x', 'y']}}",
                "{'Bool': {'aws:SecureTransport': false}}",
                "{'NumericLessThan': {'s3:signatureAge': 600000}}",
                "{'NumericLessThan': {'s3:TlsVersion': 1.2}}",
                "{'StringLikeIfExists': {'aws:Referer': 'http://www.example.com/*'}}",
                "{'StringEquals': {'saml:sub': 'x'}}",
                "{'IpAddress': {'aws:SourceIp': ['10.0.0.0/8', '2001:db8::/32']}, 'Null': {'aws:username': 'true'}}",
            })
    void bucket_conditions_areTaken(String condition) {
        takesStatement(statement(ALLOW, EVERYBODY, GET, OBJECTS, "'Condition': " + condition));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "7|This policy contains invalid Json: Condition is not an object",
                "{'StringEquals': 7}|This policy contains invalid Json: StringEquals is not an object",
                "{'StringEquals': {'aws:username': []}}|Invalid value in Conditions: there is none",
                "{'StringMatches': {'aws:username': 'x'}}|Invalid Condition type : StringMatches",
                "{'StringEquals': {'s3:FakeKeyDoesNotExist': 'x'}}|" + NO_KEY,
                "{'StringEquals': {'aws:Fake': 'x'}}|" + NO_KEY,
                "{'StringEquals': {'aws:PrincipalTag/': 'x'}}|" + NO_KEY,
                "{'StringEquals': {'username': 'x'}}|" + NO_KEY,
                "{'StringEquals': {'aws:SourceIp': 'x'}}|Invalid IP address in Conditions",
                "{'StringLike': {'aws:SourceIp': '10.*'}}|Invalid IP address in Conditions",
                "{'StringEquals': {'s3:prefix': 'x'}}|" + CONDITION_WITHOUT_ACTION,
                "{'NumericEquals': {'s3:max-keys': '5'}}|" + CONDITION_WITHOUT_ACTION,
                "{'StringEquals': {'s3:x-amz-acl': 'private'}}|" + CONDITION_WITHOUT_ACTION,
                "{'StringEquals': {'s3:x-amz-grant-read': 'id=1'}}|" + CONDITION_WITHOUT_ACTION,
                "{'StringEquals': {'s3:VersionId': 'x'}}|" + CONDITION_WITHOUT_ACTION,
            })
    void bucket_otherConditions_areRefused(String condition, String message) {
        refusesStatement(statement(ALLOW, EVERYBODY, GET, OBJECTS, "'Condition': " + condition), message);
    }

    @Test
    void bucket_conditionValueOfAnotherType_isRefused() {
        for (String value : new String[] {"null", "{}", "[[]]", "[null]"}) {
            refusesStatement(
                    statement(
                            ALLOW,
                            EVERYBODY,
                            GET,
                            OBJECTS,
                            "'Condition': {'StringEquals': {'aws:username': " + value + "}}"),
                    "This policy contains invalid Json: a value in Condition is neither string, number nor boolean");
        }
    }

    /// S3 looks only at actions that are spelled out.
    @ParameterizedTest
    @CsvSource({
        "s3:ListBucket,s3:prefix,true",
        "s3:ListBucketVersions,s3:delimiter,true",
        "s3:ListBucketMultipartUploads,s3:prefix,false",
        "s3:*,s3:prefix,true",
        "s3:List*,s3:prefix,true",
        "s3:PutObject,s3:x-amz-acl,true",
        "s3:PutObjectAcl,s3:x-amz-grant-full-control,true",
        "s3:PutBucketAcl,s3:x-amz-acl,true",
        "s3:PutObjectTagging,s3:x-amz-acl,false",
        "s3:Put*,s3:x-amz-acl,true",
        "s3:GetObjectVersion,s3:VersionId,true",
        "s3:DeleteObjectVersion,s3:versionid,true",
        "s3:PutBucketVersioning,s3:VersionId,false",
    })
    void bucket_conditionKeys_belongToActions(String action, String key, boolean taken) {
        String statement = statement(
                ALLOW,
                EVERYBODY,
                "'Action': '" + action + "'",
                "'Resource': ['arn:aws:s3:::photos', 'arn:aws:s3:::photos/*']",
                "'Condition': {'StringEquals': {'" + key + "': 'x'}}");
        if (taken) {
            takesStatement(statement);
        } else {
            refusesStatement(statement, CONDITION_WITHOUT_ACTION);
        }
    }

    @Test
    void bucket_hugeNumbers_areText() {
        refusesStatement(
                statement(
                        ALLOW,
                        EVERYBODY,
                        GET,
                        OBJECTS,
                        "'Condition': {'NumericEquals': {'s3:signatureAge': 1e999999999}}"),
                "Invalid value in Conditions: NumericEquals cannot compare \"1e999999999\"");
        takesStatement(statement(
                ALLOW,
                EVERYBODY,
                GET,
                OBJECTS,
                "'Condition': {'StringEquals': {'aws:username': 123456789012345678901234567890}}"));
    }

    @Test
    void bucket_size_isBytes() throws PolicyException {
        String frame = Documents.of(statement(ALLOW, EVERYBODY, GET, OBJECTS, "'Sid': '-'"));
        int room = 20 * 1024 - frame.length() + 1;
        Policy.bucket(frame.replace("\"-\"", "\"" + "x".repeat(room) + "\""), BUCKET);
        String over = frame.replace("\"-\"", "\"" + "x".repeat(room + 1) + "\"");
        assertThatThrownBy(() -> Policy.bucket(over, BUCKET))
                .isInstanceOfSatisfying(
                        PolicyException.class, e -> assertThat(e.reason()).isEqualTo(PolicyException.Reason.TOO_LARGE))
                .hasMessage("Policy exceeds the maximum allowed document size: 20481 bytes, at most 20480 are allowed");
        String wide = frame.replace("\"-\"", "\"" + "ü".repeat(room / 2 + 1) + "\"");
        assertThatThrownBy(() -> Policy.bucket(wide, BUCKET)).hasMessageContaining("maximum allowed document size");
    }

    private static String statement(String... members) {
        return String.join(", ", members);
    }

    private static void takesStatement(String statement) {
        String document = Documents.of(statement);
        assertThatCode(() -> Policy.bucket(document, BUCKET)).as(document).doesNotThrowAnyException();
    }

    private static void refusesStatement(String statement, String message) {
        refuses(Documents.of(statement), message);
    }

    private static void refuses(String document, String message) {
        assertThatThrownBy(() -> Policy.bucket(document, BUCKET))
                .as(document)
                .isInstanceOfSatisfying(
                        PolicyException.class, e -> assertThat(e.text()).isEqualTo(message));
    }
}
