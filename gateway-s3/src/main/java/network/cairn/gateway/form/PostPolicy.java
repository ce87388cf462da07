package network.cairn.gateway.form;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.jspecify.annotations.Nullable;

/// The policy of a form: until when it may be sent, and what its fields and its file must be.
///
/// Source: "POST Policy" in the Amazon S3 API reference; the errors are those that S3 is seen to give.
///
/// @param range of the file's size
public record PostPolicy(Instant expiration, List<PolicyCondition> conditions, SizeRange range) {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8)
                            .maxDocumentLength(PostForm.FIELDS_BYTES_MAX)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Pattern MOMENT = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?Z");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final String RANGE = "content-length-range";

    /// Fields that no condition need cover.
    private static final Set<String> UNCOVERED = Set.of("policy", "x-amz-signature", "file");

    private static final String IGNORED_PREFIX = "x-ignore-";

    public PostPolicy {
        conditions = List.copyOf(conditions);
    }

    /// @param base64 the field `policy`
    /// @throws S3Exception `InvalidPolicyDocument`, or `AccessDenied` for a size that is no number
    public static PostPolicy parse(String base64) throws S3Exception {
        JsonNode root;
        try {
            // A browser may have broken the field's lines.
            root = JSON.readTree(Base64.getDecoder().decode(base64.replaceAll("\\s", "")));
        } catch (IllegalArgumentException e) {
            throw invalid("invalid Base64 encoding.", e);
        } catch (IOException e) {
            throw invalid("Invalid JSON.", e);
        }
        if (!(root instanceof ObjectNode document)) {
            throw invalid("Invalid JSON.", null);
        }
        for (Map.Entry<String, JsonNode> member : document.properties()) {
            if (!member.getKey().equals("expiration") && !member.getKey().equals("conditions")) {
                throw invalid("Unexpected: '" + member.getKey().toLowerCase(Locale.ROOT) + "'", null);
            }
        }
        Instant expiration = expiration(document.get("expiration"));
        JsonNode list = document.get("conditions");
        if (list == null) {
            throw invalid("Policy missing conditions.", null);
        }
        if (!list.isArray()) {
            throw invalid("Invalid 'conditions' value: must be a List.", null);
        }
        var conditions = new ArrayList<PolicyCondition>();
        SizeRange range = SizeRange.ANY;
        for (JsonNode condition : list) {
            if (isRange(condition)) {
                range = range.and(range(condition));
            } else {
                conditions.add(condition(condition));
            }
        }
        return new PostPolicy(expiration, conditions, range);
    }

    private static Instant expiration(@Nullable JsonNode value) throws S3Exception {
        if (value == null) {
            throw invalid("Policy missing expiration.", null);
        }
        String text = value.asText();
        if (value.isTextual() && MOMENT.matcher(text).matches()) {
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                throw invalid("Invalid 'expiration' value: '" + text + "'", e);
            }
        }
        throw invalid("Invalid 'expiration' value: '" + text + "'", null);
    }

    private static boolean isRange(JsonNode condition) {
        return condition.isArray()
                && !condition.isEmpty()
                && condition.get(0).asText().equalsIgnoreCase(RANGE);
    }

    private static SizeRange range(JsonNode condition) throws S3Exception {
        if (condition.size() != 3) {
            throw invalid("Invalid " + RANGE + ": wrong number of arguments.", null);
        }
        return new SizeRange(bound(condition, 1), bound(condition, 2));
    }

    private static long bound(JsonNode condition, int index) throws S3Exception {
        JsonNode value = condition.get(index);
        if (value.isTextual()) {
            if (!NUMBER.matcher(value.asText()).matches()) {
                throw failed(text(condition));
            }
            return Long.parseLong(value.asText());
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0) {
            throw invalid("Invalid JSON.", null);
        }
        return value.asLong();
    }

    private static PolicyCondition condition(JsonNode condition) throws S3Exception {
        if (condition instanceof ObjectNode simple) {
            return simple(simple);
        }
        if (!condition.isArray()) {
            throw invalid("Invalid condition " + condition + ": must be a List or Object.", null);
        }
        if (condition.isEmpty()) {
            throw invalid("Invalid Condition: missing operation identifier.", null);
        }
        String name = condition.get(0).asText();
        PolicyCondition.Operation operation = switch (name.toLowerCase(Locale.ROOT)) {
            case "eq" -> PolicyCondition.Operation.EQ;
            case "starts-with" -> PolicyCondition.Operation.STARTS_WITH;
            default -> throw invalid("Invalid Condition: unknown operation '" + name + "'.", null);
        };
        if (condition.size() != 3) {
            throw invalid("Invalid " + name + ": wrong number of arguments.", null);
        }
        if (!condition.get(1).isTextual() || !condition.get(2).isTextual()) {
            throw invalid("Invalid JSON.", null);
        }
        return new PolicyCondition(
                operation, condition.get(1).asText(), condition.get(2).asText(), text(condition));
    }

    private static PolicyCondition simple(ObjectNode condition) throws S3Exception {
        if (condition.size() != 1) {
            throw invalid(
                    "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.", null);
        }
        Map.Entry<String, JsonNode> only = condition.properties().iterator().next();
        if (!only.getValue().isTextual()) {
            throw only.getValue().isNull()
                    ? invalid("Invalid JSON.", null)
                    : invalid("Invalid Simple-Condition: value must be a string.", null);
        }
        String operand = "$" + only.getKey();
        String value = only.getValue().asText();
        String text = Stream.of("eq", operand, value)
                .map(word -> TextNode.valueOf(word).toString())
                .collect(Collectors.joining(", ", "[", "]"));
        return new PolicyCondition(PolicyCondition.Operation.EQ, operand, value, text);
    }

    /// A condition as S3 shows it: its own spelling, a space after each comma.
    private static String text(JsonNode condition) {
        return condition.valueStream().map(JsonNode::toString).collect(Collectors.joining(", ", "[", "]"));
    }

    /// Whether a form may be sent.
    ///
    /// @param bucket that it is sent to, which a condition on `bucket` is about
    /// @throws S3Exception `AccessDenied` with what is wrong
    public void check(PostForm form, String bucket, Instant now) throws S3Exception {
        if (!now.isBefore(expiration)) {
            throw denied("Policy expired.");
        }
        var values = new HashMap<String, String>();
        form.byName().forEach((name, field) -> values.put(name, field.value()));
        values.put("bucket", bucket);
        var covered = new HashSet<String>();
        for (PolicyCondition condition : conditions) {
            if (!condition.holds(values)) {
                throw failed(condition.text());
            }
            String field = condition.field();
            if (field != null) {
                covered.add(field);
            }
        }
        for (Map.Entry<String, PostForm.Field> field : form.byName().entrySet()) {
            String name = field.getKey();
            if (!covered.contains(name) && !UNCOVERED.contains(name) && !name.startsWith(IGNORED_PREFIX)) {
                throw denied("Extra input fields: " + field.getValue().name());
            }
        }
    }

    private static S3Exception failed(String condition) {
        return denied("Policy Condition failed: " + condition);
    }

    private static S3Exception denied(String reason) {
        return new S3Exception(S3ErrorCode.ACCESS_DENIED, "Invalid according to Policy: " + reason);
    }

    private static S3Exception invalid(String reason, @Nullable Exception cause) {
        // What Jackson says of the place goes to the log only: S3 says no more than this.
        String message = "Invalid Policy: " + reason;
        return cause == null
                ? new S3Exception(S3ErrorCode.INVALID_POLICY_DOCUMENT, message)
                : new S3Exception(S3ErrorCode.INVALID_POLICY_DOCUMENT, message, cause);
    }
}
