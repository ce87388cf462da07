package network.cairn.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/// Documents that nobody in his right mind would write: each is a policy or a [PolicyException], in no time, and no
/// request makes a policy throw.
final class PolicyFuzzTest {
    private static final String BUCKET = "photos";
    private static final List<String> SEEDS = List.of(
            Documents.of(
                    "'Sid': 'a', 'Effect': 'Allow', 'Principal': {'AWS': ['*', 'alice']}, 'Action': ['s3:Get*', '*'],"
                            + " 'Resource': 'arn:aws:s3:::photos/${aws:username}/*', 'Condition': {'StringLike':"
                            + " {'aws:Referer': ['*?*', '${aws:userid}']}, 'IpAddress': {'aws:SourceIp': '10.0.0.0/8'},"
                            + " 'ForAnyValue:NumericLessThanIfExists': {'s3:signatureAge': 5}, 'DateLessThan':"
                            + " {'aws:CurrentTime': '2026-01-02T03:04:05Z'}, 'ArnLike': {'aws:PrincipalArn':"
                            + " 'arn:aws:iam::*:user/*'}, 'Null': {'aws:username': true}}"),
            Documents.of("'Effect': 'Deny', 'NotPrincipal': {'CanonicalUser':"
                    + " '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be'}, 'NotAction': 's3:PutObject',"
                    + " 'NotResource': ['arn:aws:s3:::photos', 'arn:aws:s3:::photos/*']"),
            Documents.of("'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*'"),
            Documents.of("'Effect': 'Allow', 'Principal': {'Service': 'x.amazonaws.com'}, 'Action': 'sts:AssumeRole'"));
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "*",
            "?",
            "${",
            "'",
            "\\u0000",
            "\\",
            "null",
            "true",
            "-1e99",
            "\uD800",
            "Statement",
            "Effect",
            "Condition",
            "arn:aws:s3:::",
            "/",
            " ",
            "\n",
            "\uFFFF",
            "999999999999999999999");

    @Test
    void parse_mutatedDocuments_neverThrowsAnythingElse() {
        int taken = 0;
        for (long seed = 0; seed < 30_000; seed++) {
            var random = new Random(seed);
            String document = mutated(random, SEEDS.get(random.nextInt(SEEDS.size())));
            taken += parseAll(document, "seed " + seed);
        }
        assertThat(taken).as("documents that were policies").isGreaterThan(500);
    }

    @Test
    void parse_randomText_neverThrowsAnythingElse() {
        for (long seed = 0; seed < 20_000; seed++) {
            var random = new Random(seed);
            var document = new StringBuilder(random.nextBoolean() ? "{" : "");
            for (int i = random.nextInt(60); i > 0; i--) {
                document.append(
                        random.nextInt(4) == 0
                                ? String.valueOf((char) random.nextInt(0x10000))
                                : PIECES.get(random.nextInt(PIECES.size())));
            }
            parseAll(document.toString(), "seed " + seed);
        }
    }

    @Test
    void parse_hostileDocuments_takesNoTime() {
        String statement = "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":[%s]}";
        List<String> documents = List.of(
                "{".repeat(10_000),
                "{\"Statement\":" + "[".repeat(10_000),
                "{\"Statement\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}",
                "{\"a\":".repeat(4_000) + "1" + "}".repeat(4_000),
                "{\"Statement\":[" + "{},".repeat(6_000) + "{}]}",
                "{\"Statement\":[" + "1,".repeat(9_000) + "1]}",
                "{\"Statement\":[" + statement.formatted("\"arn:aws:s3:::photos/" + "*?".repeat(9_000) + "\"") + "]}",
                "{\"Statement\":["
                        + statement.formatted("\"arn:aws:s3:::photos/x\",".repeat(700) + "\"arn:aws:s3:::photos/x\"")
                        + "]}",
                "{\"Statement\":[" + statement.formatted("\"" + ":".repeat(19_000) + "\"") + "]}",
                "{\"Statement\":[" + statement.formatted("\"" + "${".repeat(9_000) + "\"") + "]}",
                "{\"Statement\":[" + statement.formatted("\"arn:aws:s3:::photos/" + "${a:b}".repeat(3_000) + "\"")
                        + "]}",
                "{\"Statement\":\"" + "x".repeat(1 << 20) + "\"}");
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
            for (String document : documents) {
                parseAll(document, document.substring(0, 20));
            }
        });
    }

    /// The widest pattern that fits into a bucket's policy, asked with the longest key.
    @Test
    void answer_hostilePatterns_takesNoTime() throws PolicyException {
        String tail = "*?*?".repeat(4_900);
        Policy policy = Policy.bucket(
                Documents.of("'Effect': 'Deny', 'Principal': '*', 'Action': '*', 'Resource': 'arn:aws:s3:::photos/a"
                        + tail + "b'"),
                BUCKET);
        AccessRequest request = AccessRequest.onObject(
                new Principal.Anonymous(), S3Action.GET_OBJECT, BUCKET, "a".repeat(1_024), ConditionContext.EMPTY);
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
            for (int i = 0; i < 100; i++) {
                assertThat(policy.answer(request, request.context()).denied()).isEmpty();
            }
        });
    }

    private static int parseAll(String document, String name) {
        int taken = 0;
        for (PolicyKind kind : PolicyKind.values()) {
            try {
                Policy policy = new PolicyParser(kind, document, BUCKET).parse();
                ask(policy);
                taken++;
            } catch (PolicyException e) {
                assertThat(e.text()).isNotEmpty();
            } catch (RuntimeException | StackOverflowError e) {
                fail(name + ": " + kind + " threw for " + document.substring(0, Math.min(200, document.length())), e);
            }
        }
        return taken;
    }

    private static void ask(Policy policy) {
        ConditionContext context = ConditionContext.builder()
                .add("aws:Referer", "\uD800*?")
                .add("aws:SourceIp", "not an address")
                .add("s3:signatureAge", "-")
                .add("aws:CurrentTime", "")
                .build();
        for (Principal principal : List.of(
                new Principal.Anonymous(),
                new Principal.Root("alice"),
                new Principal.User("alice", "bob", "AIDA"),
                new Principal.RoleSession("alice", "reader", "AROA", "s"),
                Principal.logDelivery())) {
            AccessRequest request =
                    new AccessRequest(principal, "s3:GetObject", "arn:aws:s3:::photos/" + "\uDC00x", context);
            policy.answer(request, request.context());
        }
        policy.status();
    }

    private static String mutated(Random random, String document) {
        var text = new StringBuilder(document);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + random.nextInt(12));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> text.insert(at, text.substring(at, end));
                case 3 -> text.setCharAt(at, (char) (32 + random.nextInt(95)));
                default -> {
                    String other = SEEDS.get(random.nextInt(SEEDS.size()));
                    int from = random.nextInt(other.length());
                    text.replace(at, end, other.substring(from, Math.min(other.length(), from + random.nextInt(40))));
                }
            }
            if (text.isEmpty()) {
                return "";
            }
        }
        return text.toString();
    }
}
