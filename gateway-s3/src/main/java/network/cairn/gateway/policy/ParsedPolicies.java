package network.cairn.gateway.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.gateway.s3.Caller;

/// Policies by their texts, so that one that is asked often is parsed once. Safe for use by many threads.
public final class ParsedPolicies {
    private static final int POLICIES_MAX = 1024;

    private final Map<String, Policy> parsed = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Policy> eldest) {
            return size() > POLICIES_MAX;
        }
    });

    /// Parses a text.
    private interface Parser {
        Policy parse(String json) throws PolicyException;
    }

    /// A bucket's policy.
    public Policy ofBucket(String json, String bucket) {
        return policy("bucket " + bucket, json, text -> Policy.bucket(text, bucket));
    }

    /// Everything that goes with a caller.
    public CallerPolicies of(Caller caller) {
        CallerPolicies own = CallerPolicies.of(identities(caller.identityPolicies()));
        Optional<List<String>> session = caller.sessionPolicies();
        return session.isEmpty() ? own : own.withSession(identities(session.get()));
    }

    /// A role's trust policy.
    public Policy ofTrust(String json) {
        return policy("trust", json, Policy::trust);
    }

    private List<Policy> identities(List<String> documents) {
        var policies = new ArrayList<Policy>();
        documents.forEach(json -> policies.add(policy("identity", json, Policy::identity)));
        return policies;
    }

    private Policy policy(String kind, String json, Parser parser) {
        String key = kind + "\n" + json;
        Policy known = parsed.get(key);
        if (known != null) {
            return known;
        }
        try {
            Policy policy = parser.parse(json);
            parsed.put(key, policy);
            return policy;
        } catch (PolicyException e) {
            throw new IllegalStateException("a policy that was accepted cannot be read: " + e.getMessage(), e);
        }
    }
}
