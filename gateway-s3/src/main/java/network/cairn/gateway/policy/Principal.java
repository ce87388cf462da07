package network.cairn.gateway.policy;

import java.util.List;
import java.util.Set;

/// Who sends a request.
///
/// A tenant's name stands in ARNs where AWS has the number of an account.
public sealed interface Principal {
    /// Nobody known: the request has no signature.
    record Anonymous() implements Principal {}

    /// A tenant itself.
    record Root(String tenant) implements Principal {}

    /// A user of a tenant, with its own keys or in a session got with them.
    ///
    /// @param path with a slash at both ends, or just one
    /// @param id the unique id that never comes again
    record User(String tenant, String path, String name, String id) implements Principal {
        public User(String tenant, String name, String id) {
            this(tenant, "/", name, id);
        }

        String userArn() {
            return Arn.iam(tenant, "user" + path + name);
        }
    }

    /// Whoever has taken on a role.
    ///
    /// @param path of the role
    /// @param roleId the role's unique id
    /// @param session the name the session was given
    record RoleSession(String tenant, String path, String role, String roleId, String session) implements Principal {
        public RoleSession(String tenant, String role, String roleId, String session) {
            this(tenant, "/", role, roleId, session);
        }

        String roleArn() {
            return Arn.iam(tenant, "role" + path + role);
        }
    }

    /// Somebody for whom a user asked for a session.
    ///
    /// @param user who asked
    /// @param name what the session is called
    record FederatedUser(User user, String name) implements Principal {}

    /// A part of the gateway that acts on its own, such as `logging.s3.amazonaws.com`.
    record Service(String name) implements Principal {
        static final String LOGGING = "logging.s3.amazonaws.com";
    }

    /// The keys of conditions that say who somebody is: only [#conditions] gives them values.
    Set<String> CONDITION_KEYS = Set.of(
            "aws:userid",
            "aws:username",
            "aws:PrincipalAccount",
            "aws:PrincipalArn",
            "aws:PrincipalIsAWSService",
            "aws:PrincipalServiceName",
            "aws:PrincipalServiceNamesList",
            "aws:PrincipalType");

    /// The service that writes access logs.
    static Principal logDelivery() {
        return new Service(Service.LOGGING);
    }

    /// The tenant it belongs to, "" where it belongs to none.
    default String tenant() {
        return switch (this) {
            case Anonymous() -> "";
            case Service(String name) -> "";
            case Root(String tenant) -> tenant;
            case User user -> user.tenant;
            case RoleSession session -> session.tenant;
            case FederatedUser federated -> federated.user.tenant;
        };
    }

    /// Whether it acts for a tenant.
    default boolean hasTenant() {
        return !tenant().isEmpty();
    }

    /// The name in messages and logs: an ARN, except for `anonymous` and services.
    default String arn() {
        return switch (this) {
            case Anonymous() -> "anonymous";
            case Service(String name) -> name;
            case Root(String tenant) -> Arn.root(tenant);
            case User user -> user.userArn();
            case RoleSession session -> Arn.sts(session.tenant, "assumed-role/" + session.role + "/" + session.session);
            case FederatedUser federated -> Arn.sts(federated.user.tenant, "federated-user/" + federated.name);
        };
    }

    /// `aws:userid`.
    default String userId() {
        return switch (this) {
            case Anonymous() -> "anonymous";
            case Service(String name) -> name;
            case Root(String tenant) -> tenant;
            case User user -> user.id;
            case RoleSession session -> session.roleId + ":" + session.session;
            case FederatedUser federated -> federated.user.tenant + ":" + federated.name;
        };
    }

    /// What a policy's conditions can ask about it.
    default ConditionContext conditions() {
        var keys = ConditionContext.builder()
                .add("aws:userid", userId())
                .add("aws:PrincipalIsAWSService", Boolean.toString(this instanceof Service));
        if (hasTenant()) {
            keys.add("aws:PrincipalAccount", tenant());
        }
        switch (this) {
            case Anonymous() -> keys.add("aws:PrincipalType", "Anonymous");
            case Service(String name) ->
                keys.add("aws:PrincipalType", "Service")
                        .add("aws:PrincipalServiceName", name)
                        .add("aws:PrincipalServiceNamesList", name);
            case Root(String tenant) -> keys.add("aws:PrincipalType", "Account").add("aws:PrincipalArn", arn());
            case User user ->
                keys.add("aws:PrincipalType", "User")
                        .add("aws:PrincipalArn", arn())
                        .add("aws:username", user.name);
            case RoleSession session ->
                keys.add("aws:PrincipalType", "AssumedRole").add("aws:PrincipalArn", session.roleArn());
            case FederatedUser federated ->
                keys.add("aws:PrincipalType", "FederatedUser").add("aws:PrincipalArn", arn());
        }
        return keys.build();
    }

    /// Every name that a policy can mean it by, its tenant's first; all of them must be excepted in
    /// `NotPrincipal`.
    default List<String> names() {
        return switch (this) {
            case Anonymous() -> List.of();
            case Service(String name) -> List.of(name);
            case Root(String tenant) -> List.of(Arn.root(tenant));
            case User user -> List.of(Arn.root(user.tenant), user.userArn());
            case RoleSession session -> List.of(Arn.root(session.tenant), session.roleArn(), arn());
            case FederatedUser federated -> List.of(Arn.root(federated.user.tenant), federated.user.userArn(), arn());
        };
    }
}
