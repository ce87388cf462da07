package network.cairn.gateway.identity;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.gateway.s3.AccessKey;

/// What a session token carries: a temporary key and whose it is. Nothing of it is kept by the gateway.
///
/// @param key the temporary key; its tenant is whose identity the session has
/// @param subject whose session it is
/// @param sourceKeyId the permanent key from which it all began; without it the session is void
/// @param policy the session policy that was passed as text
/// @param policyArns the managed policies that were passed as session policies; looked up anew at each request
/// @param tags session tags
public record Session(
        AccessKey key,
        Subject subject,
        String sourceKeyId,
        Instant issuedAt,
        Instant expiresAt,
        Optional<String> policy,
        List<String> policyArns,
        SortedMap<String, String> tags) {
    public Session {
        policyArns = List.copyOf(policyArns);
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }

    /// Whose session it is.
    public sealed interface Subject {
        /// The tenant's root's own.
        record Root() implements Subject {}

        /// A user's own.
        record OfUser(String userId) implements Subject {}

        /// Of somebody who took on a role.
        record OfRole(String roleId, String sessionName) implements Subject {}

        /// Of somebody for whom a user vouches, or a root where the user's id is empty.
        record Federated(String userId, String name) implements Subject {}
    }

    /// What is passed when a session begins.
    public record Scope(Optional<String> policy, List<String> policyArns, Map<String, String> tags) {
        public static final Scope WHOLE = new Scope(Optional.empty(), List.of(), Map.of());

        public Scope {
            policyArns = List.copyOf(policyArns);
            tags = Map.copyOf(tags);
        }

        boolean restricted() {
            return policy.isPresent() || !policyArns.isEmpty();
        }
    }

    public Scope scope() {
        return new Scope(policy, policyArns, tags);
    }
}
