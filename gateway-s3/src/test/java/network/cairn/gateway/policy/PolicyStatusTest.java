package network.cairn.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicyStatusTest {
    private static final String PUT = "'Action': 's3:PutObject', 'Resource': 'arn:aws:s3:::photos/*'";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'*'|true",
                "{'AWS': '*'}|true",
                "{'AWS': ['alice', '*']}|true",
                "{'Federated': 'graph.facebook.com'}|true",
                "{'AWS': 'alice'}|false",
                "{'AWS': 'arn:aws:iam::s3tenant1:root'}|false",
                "{'AWS': 'arn:aws:iam::alice:user/bob'}|false",
                "{'Service': 'cloudtrail.amazonaws.com'}|false",
                "{'CanonicalUser': '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be'}|false",
            })
    void of_principals(String principal, boolean isPublic) {
        check("'Effect': 'Allow', 'Principal': " + principal + ", " + PUT, isPublic);
    }

    /// Conditions of a permission for everybody.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'StringEquals': {'aws:SourceVpc': 'vpc-91237329'}}|false",
                "{'StringLike': {'aws:SourceVpc': 'vpc-91237329'}}|false",
                "{'StringLike': {'aws:SourceVpc': 'vpc-*'}}|true",
                "{'StringLike': {'aws:SourceVpc': ['vpc-1', 'vpc-?']}}|true",
                "{'StringEquals': {'aws:SourceVpc': '${aws:username}'}}|true",
                "{'StringEqualsIfExists': {'aws:SourceVpc': 'vpc-1'}}|true",
                "{'StringNotEquals': {'aws:SourceVpc': 'vpc-1'}}|true",
                "{'ForAllValues:StringEquals': {'aws:SourceVpc': 'vpc-1'}}|true",
                "{'ForAnyValue:StringEquals': {'aws:SourceVpc': 'vpc-1'}}|false",
                "{'StringEquals': {'aws:SourceVpce': 'vpce-1'}}|false",
                "{'StringEquals': {'aws:SourceAccount': 'alice'}}|false",
                "{'StringEquals': {'aws:SourceOwner': 'alice'}}|false",
                "{'ArnEquals': {'aws:SourceArn': 'arn:aws:sns:east:alice:topic'}}|false",
                "{'ArnLike': {'aws:SourceArn': 'arn:aws:sns:*:alice:topic'}}|true",
                "{'ArnEquals': {'aws:PrincipalArn': 'arn:aws:iam::alice:user/bob'}}|false",
                "{'ArnNotEquals': {'aws:PrincipalArn': 'arn:aws:iam::alice:user/bob'}}|true",
                "{'StringEquals': {'aws:PrincipalOrgID': 'o-1'}}|false",
                "{'StringEquals': {'aws:PrincipalAccount': 'alice'}}|false",
                "{'StringEquals': {'aws:userid': 'AIDABOB'}}|false",
                "{'StringLike': {'aws:userid': 'AROAREADER:*'}}|true",
                "{'StringEquals': {'aws:userid': 'AROAREADER:s1'}}|true",
                "{'StringEquals': {'s3:x-amz-server-side-encryption-aws-kms-key-id': 'arn:aws:kms:east:alice:key/1'}}|false",
                "{'StringEquals': {'s3:DataAccessPointAccount': 'alice'}}|false",
                "{'StringLike': {'s3:DataAccessPointArn': 'arn:aws:s3:us-west-2:alice:accesspoint/*'}}|false",
                "{'StringLike': {'s3:DataAccessPointArn': 'arn:aws:s3:us-west-2:*:accesspoint/*'}}|true",
                "{'IpAddress': {'aws:SourceIp': '10.0.0.0/32'}}|false",
                "{'IpAddress': {'aws:SourceIp': '203.0.113.0/24'}}|false",
                "{'IpAddress': {'aws:SourceIp': '11.0.0.0/8'}}|false",
                "{'IpAddress': {'aws:SourceIp': '0.0.0.0/1'}}|true",
                "{'IpAddress': {'aws:SourceIp': '0.0.0.0/0'}}|true",
                "{'IpAddress': {'aws:SourceIp': ['203.0.113.0/24', '0.0.0.0/7']}}|true",
                "{'IpAddress': {'aws:SourceIp': '2001:db8::/32'}}|false",
                "{'IpAddress': {'aws:SourceIp': '2001::/16'}}|true",
                "{'NotIpAddress': {'aws:SourceIp': '203.0.113.0/24'}}|true",
                "{'IpAddressIfExists': {'aws:SourceIp': '203.0.113.0/24'}}|true",
                "{'StringEquals': {'aws:Referer': 'http://example.com'}}|true",
                "{'Bool': {'aws:SecureTransport': 'true'}}|true",
                "{'StringEquals': {'s3:x-amz-acl': 'private'}}|true",
                "{'Null': {'aws:SourceVpc': 'false'}}|true",
                "{'Bool': {'aws:SecureTransport': 'true'}, 'StringEquals': {'aws:SourceVpc': 'vpc-1'}}|false",
            })
    void of_conditions(String condition, boolean isPublic) {
        check("'Effect': 'Allow', 'Principal': '*', " + PUT + ", 'Condition': " + condition, isPublic);
    }

    @Test
    void of_prohibitions_openNothing() {
        check("'Effect': 'Deny', 'Principal': '*', " + PUT, false);
        check("'Effect': 'Deny', 'NotPrincipal': {'AWS': 'alice'}, " + PUT, false);
    }

    @Test
    void of_oneOpenStatement_isEnough() {
        Policy policy = Documents.bucket(
                "photos",
                "'Effect': 'Allow', 'Principal': {'AWS': 'alice'}, " + PUT,
                "'Effect': 'Allow', 'Principal': '*', " + PUT,
                "'Effect': 'Deny', 'Principal': '*', " + PUT);
        assertThat(policy.status()).isEqualTo(PolicyStatus.PUBLIC);
        assertThat(policy.status().isPublic()).isTrue();
    }

    private static void check(String statement, boolean isPublic) {
        assertThat(Documents.bucket("photos", statement).status().isPublic())
                .as(statement)
                .isEqualTo(isPublic);
    }
}
