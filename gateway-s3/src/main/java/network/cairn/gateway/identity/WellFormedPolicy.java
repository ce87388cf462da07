package network.cairn.gateway.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/// The least that every policy is: a JSON object with statements, each of which allows or denies. Whether actions,
/// resources, principals and conditions make sense is for who judges by the policy to say.
public final class WellFormedPolicy implements PolicyCheck {
    private static final int DEPTH_MAX = 16;

    private static final ObjectMapper JSON = mapper();

    private static ObjectMapper mapper() {
        ObjectMapper mapper = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH_MAX)
                        .build());
        return mapper;
    }

    @Override
    public void check(String json) throws IdentityException {
        JsonNode policy;
        try {
            policy = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IdentityException(
                    IdentityException.Fault.MALFORMED_POLICY,
                    "The policy is not valid JSON: " + e.getOriginalMessage(),
                    e);
        }
        if (!policy.isObject()) {
            throw malformed("a policy is a JSON object");
        }
        JsonNode statements = policy.path("Statement");
        if (statements.isObject()) {
            checkStatement(statements);
            return;
        }
        if (!statements.isArray() || statements.isEmpty()) {
            throw malformed("the policy has no Statement");
        }
        for (JsonNode statement : statements) {
            checkStatement(statement);
        }
    }

    private static void checkStatement(JsonNode statement) throws IdentityException {
        String effect = statement.path("Effect").asText();
        if (!effect.equals("Allow") && !effect.equals("Deny")) {
            throw malformed("the Effect of a statement is Allow or Deny");
        }
    }

    private static IdentityException malformed(String why) {
        return new IdentityException(IdentityException.Fault.MALFORMED_POLICY, "Syntax errors in policy: " + why + ".");
    }
}
