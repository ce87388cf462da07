package network.cairn.gateway.policy;

import network.cairn.gateway.s3.Caller;

/// Callers as policies see them.
public final class Callers {
    private Callers() {}

    public static Principal principal(Caller caller) {
        return switch (caller.kind()) {
            case ANONYMOUS -> new Principal.Anonymous();
            case ROOT -> new Principal.Root(caller.tenant());
            case USER ->
                new Principal.User(caller.tenant(), path(caller.principalArn()), caller.userName(), caller.userId());
            case ROLE_SESSION -> {
                // assumed-role/ROLE/SESSION, and ROLE-ID:SESSION
                String[] arn = caller.arn().split("/", -1);
                String roleId = caller.userId().substring(0, caller.userId().indexOf(':'));
                yield new Principal.RoleSession(caller.tenant(), path(caller.principalArn()), arn[1], roleId, arn[2]);
            }
            case FEDERATED_SESSION -> {
                String name = caller.userId().substring(caller.userId().indexOf(':') + 1);
                yield new Principal.FederatedUser(
                        new Principal.User(caller.tenant(), caller.userName(), caller.userId()), name);
            }
        };
    }

    /// What is between the kind and the name in the ARN of a user or a role.
    private static String path(String arn) {
        return arn.substring(arn.indexOf('/'), arn.lastIndexOf('/') + 1);
    }
}
