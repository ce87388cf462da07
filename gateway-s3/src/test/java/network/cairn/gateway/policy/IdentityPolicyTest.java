package network.cairn.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What IAM takes for policies of identities and of roles, and what it says of the rest.
final class IdentityPolicyTest {
    private static final String ALL = "'Effect': 'Allow', 'Action': '*', 'Resource': '*'";

    @Test
    void identity_policiesOfAnyService_areTaken() throws PolicyException {
        for (String statement : new String[] {
            ALL,
            "'Sid': 'One2', 'Effect': 'Deny', 'NotAction': ['iam:*', 'ec2:Run*'], 'NotResource': 'arn:aws:s3:::x/*'",
            "'Effect': 'Allow', 'Action': 's3:Nonsense', 'Resource': 'arn:aws:s3:::b/${aws:username}/*'",
            "'Effect': 'Allow', 'Action': 'sts:AssumeRole', 'Resource': 'arn:aws:iam::*:role/reader'",
            "'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*', 'Condition': {'StringEquals': {'my:key': 'x'}}",
        }) {
            assertThat(Policy.identity(Documents.of(statement)).principals()).isEmpty();
        }
        assertThat(Policy.identity(Documents.of2008(ALL))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'Effect': 'Allow', 'Action': '*'|Policy statement must contain resources.",
                "'Effect': 'Allow', 'Action': '*', 'Resource': []|Policy statement must contain resources.",
                "'Effect': 'Allow', 'Resource': '*'|Policy statement must contain actions.",
                "'Effect': 'Allow', 'Action': [], 'Resource': '*'|Policy statement must contain actions.",
                "'Action': '*', 'Resource': '*'|Syntax errors in policy.",
                "'Effect': 'allow', 'Action': '*', 'Resource': '*'|Syntax errors in policy.",
                "'Effect': 'Allow', 'Action': 7, 'Resource': '*'|Syntax errors in policy.",
                "'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Extra': 1|Syntax errors in policy.",
                "'Effect': 'Allow', 'Action': '*', 'NotAction': '*', 'Resource': '*'|Syntax errors in policy.",
                "'Effect': 'Allow', 'Action': 'GetObject', 'Resource': '*'"
                        + "|Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
                "'Effect': 'Allow', 'Action': 's3:a:b', 'Resource': '*'|Actions/Condition can contain only one colon.",
                "'Effect': 'Allow', 'Action': 'a b:c', 'Resource': '*'|Vendor a b is not valid",
                "'Effect': 'Allow', 'Action': '*', 'Resource': 'bucket'"
                        + "|Resource bucket must be in ARN format or \"*\".",
                "'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:aws:s3:x'"
                        + "|Resource arn:aws:s3:x must be in ARN format or \"*\".",
                "'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Principal': '*'"
                        + "|Policy document should not specify a principal.",
                "'Effect': 'Deny', 'Action': '*', 'Resource': '*', 'NotPrincipal': '*'"
                        + "|Policy document should not specify a principal.",
                "'Sid': 'a b', 'Effect': 'Allow', 'Action': '*', 'Resource': '*'"
                        + "|Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression"
                        + " [0-9A-Za-z]*",
            })
    void identity_others_areRefused(String statement, String message) {
        assertThatThrownBy(() -> Policy.identity(Documents.of(statement)))
                .isInstanceOf(PolicyException.class)
                .hasMessage(message);
    }

    @Test
    void identity_statementIds_areUnique() {
        String statement = "'Sid': 'One', " + ALL;
        assertThatThrownBy(() -> Policy.identity(Documents.of(statement, statement)))
                .isInstanceOf(PolicyException.class)
                .hasMessage("Statement IDs (SID) in a single policy must be unique.");
        assertThat(Documents.identity(ALL, ALL)).isNotNull();
    }

    @Test
    void identity_size_isCountedWithoutSpace() throws PolicyException {
        String document = Documents.of(ALL);
        long counted = document.chars().filter(c -> c != ' ').count();
        String tag = "\"Sid\": \"x\", ";
        String frame = document.replace("\"Effect\"", tag + "\"Effect\"");
        int room = (int) (6_144 - counted - tag.replace(" ", "").length() + 1);
        Policy.identity(frame.replace("\"x\"", "\"" + "x".repeat(room) + "\"").replace("{", "{\n    \t"));
        assertThatThrownBy(() -> Policy.identity(frame.replace("\"x\"", "\"" + "x".repeat(room + 1) + "\"")))
                .isInstanceOfSatisfying(
                        PolicyException.class, e -> assertThat(e.reason()).isEqualTo(PolicyException.Reason.TOO_LARGE))
                .hasMessage("Maximum policy size of 6144 bytes exceeded");
        assertThatThrownBy(() -> Policy.identity(document + " ".repeat(64 * 1024)))
                .isInstanceOf(PolicyException.class);
    }

    @Test
    void trust_whoMayTakeARoleOn() throws PolicyException {
        Policy policy = Policy.trust(
                Documents.of(
                        "'Effect': 'Allow', 'Principal': {'AWS': 'arn:aws:iam::alice:root'},"
                                + " 'Action': ['sts:AssumeRole', 'sts:TagSession'], 'Condition': {'StringEquals': {'sts:ExternalId': 'x'}}"));
        assertThat(policy.principals()).containsExactly("arn:aws:iam::alice:root");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'Effect': 'Allow', 'Action': 'sts:AssumeRole'|Missing required field Principal",
                "'Effect': 'Allow', 'Principal': '*'|Missing required field Action",
                "'Effect': 'Allow', 'Principal': {'AWS': 'No One'}, 'Action': 'sts:AssumeRole'|Invalid principal in policy",
                "'Effect': 'Allow', 'Principal': '*', 'Action': 's3:GetObject'"
                        + "|AssumeRole policy may only specify STS AssumeRole actions.",
                "'Effect': 'Allow', 'Principal': '*', 'Action': '*'"
                        + "|AssumeRole policy may only specify STS AssumeRole actions.",
                "'Effect': 'Allow', 'Principal': '*', 'Action': 'sts:AssumeRole', 'Resource': '*'"
                        + "|Has prohibited field Resource",
                "'Effect': 'Allow', 'NotPrincipal': {'AWS': 'alice'}, 'Action': 'sts:AssumeRole'"
                        + "|Allow with NotPrincipal is not supported",
                "'Effect': 'Sure', 'Principal': '*', 'Action': 'sts:AssumeRole'|Syntax errors in policy.",
            })
    void trust_others_areRefused(String statement, String message) {
        assertThatThrownBy(() -> Policy.trust(Documents.of(statement)))
                .isInstanceOf(PolicyException.class)
                .hasMessage(message);
    }
}
