package network.cairn.gateway.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.gateway.s3.Caller;

/// Says who has a key or a session, with the policies that stand in the directory now.
final class Callers {
    private Callers() {}

    /// Who has a permanent key; empty for an operator's, or if its user is gone.
    static Optional<Caller> of(Account account, IssuedKey key) {
        return switch (key.holder()) {
            case Holder.Root _ -> Optional.of(new Caller(account.name(), key.id()));
            case Holder.OfUser(String userId) ->
                account.users().findById(userId).map(user -> user(account, user, key.id()));
            case Holder.Operator _ -> Optional.empty();
        };
    }

    /// Who has a session; empty if its user or role is gone.
    static Optional<Caller> of(Account account, Session session) {
        String keyId = session.key().id();
        return switch (session.subject()) {
            case Session.Subject.Root _ ->
                Optional.of(new Caller(account.name(), session.sourceKeyId()).inSession(keyId, session.issuedAt()));
            case Session.Subject.OfUser(String userId) ->
                account.users()
                        .findById(userId)
                        .map(user -> user(account, user, session.sourceKeyId()).inSession(keyId, session.issuedAt()));
            case Session.Subject.OfRole(String roleId, String sessionName) ->
                account.roles().findById(roleId).map(role -> role(account, role, sessionName, session));
            case Session.Subject.Federated(String userId, String name) ->
                userId.isEmpty()
                        ? Optional.of(federated(account, name, List.of(BuiltInPolicies.everything()), session))
                        : account.users()
                                .findById(userId)
                                .map(user -> federated(account, name, account.documentsOf(user), session));
        };
    }

    private static Caller user(Account account, User user, String keyId) {
        String arn = Arns.user(account.name(), user.registration());
        return new Caller(
                account.name(),
                keyId,
                keyId,
                Caller.Kind.USER,
                arn,
                arn,
                user.id(),
                user.name(),
                account.documentsOf(user),
                Optional.empty(),
                user.tags().all(),
                Optional.empty());
    }

    private static Caller role(Account account, Role role, String sessionName, Session session) {
        Map<String, String> tags = new TreeMap<>(role.tags().all());
        tags.putAll(session.tags());
        return new Caller(
                account.name(),
                session.key().id(),
                session.sourceKeyId(),
                Caller.Kind.ROLE_SESSION,
                Arns.assumedRole(account.name(), role.name(), sessionName),
                Arns.role(account.name(), role.registration()),
                role.id() + ":" + sessionName,
                "",
                account.documents(role.grants()),
                session.scope().restricted() ? Optional.of(sessionPolicies(account, session)) : Optional.empty(),
                tags,
                Optional.of(session.issuedAt()));
    }

    /// Without a session policy somebody federated may do nothing that a policy on the bucket does not allow.
    private static Caller federated(Account account, String name, List<String> policies, Session session) {
        String arn = Arns.federatedUser(account.name(), name);
        return new Caller(
                account.name(),
                session.key().id(),
                session.sourceKeyId(),
                Caller.Kind.FEDERATED_SESSION,
                arn,
                arn,
                account.name() + ":" + name,
                "",
                policies,
                Optional.of(sessionPolicies(account, session)),
                session.tags(),
                Optional.of(session.issuedAt()));
    }

    private static List<String> sessionPolicies(Account account, Session session) {
        List<String> documents = new ArrayList<>();
        session.policy().ifPresent(documents::add);
        for (String arn : session.policyArns()) {
            account.policyByArn(arn).ifPresent(policy -> documents.add(policy.document()));
        }
        return documents;
    }
}
