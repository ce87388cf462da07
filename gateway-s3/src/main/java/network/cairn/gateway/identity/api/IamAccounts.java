package network.cairn.gateway.identity.api;

import java.util.Optional;
import network.cairn.gateway.identity.Account;
import network.cairn.gateway.identity.Arns;
import network.cairn.gateway.identity.Directory;
import network.cairn.gateway.identity.Holder;
import network.cairn.gateway.identity.Identities;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.identity.Issuer;
import network.cairn.gateway.identity.PolicyCheck;
import network.cairn.gateway.s3.Caller;

/// What all actions of IAM work with: the caller's account, read and changed.
///
/// @param identityCheck says whether a text is a policy for a user, group, role or session
/// @param trustCheck says whether a text is a policy that says who may take on a role
record IamAccounts(Identities identities, PolicyCheck identityCheck, PolicyCheck trustCheck) {
    Issuer issuer() {
        return identities.issuer();
    }

    Account of(ApiCall call) throws IdentityException {
        return directory().account(call.tenant());
    }

    Directory directory() {
        return identities.directory();
    }

    /// Makes an account of the one before.
    @FunctionalInterface
    interface Change {
        Account apply(Account account) throws IdentityException;
    }

    Account change(ApiCall call, Change change) throws IdentityException {
        return identities
                .change(directory -> directory.changed(change.apply(directory.account(call.tenant()))))
                .account(call.tenant());
    }

    /// The user that a call is about: the one it names, or the one who calls; empty where root calls.
    static Optional<String> userName(ApiCall call) throws ApiException {
        if (call.parameters().has("UserName")) {
            return Optional.of(call.parameters().required("UserName"));
        }
        return switch (call.caller().kind()) {
            case USER -> Optional.of(call.caller().userName());
            case ROOT -> Optional.empty();
            default -> throw ApiException.invalid("Must specify userName when calling with non-User credentials");
        };
    }

    /// Whose keys a call is about.
    static Holder holder(ApiCall call, Account account) throws ApiException, IdentityException {
        Optional<String> name = userName(call);
        return name.isPresent()
                ? new Holder.OfUser(account.users().get(name.get()).id())
                : new Holder.Root();
    }

    /// The ARN of the user that a call is about, or the caller's own.
    static String userOrCaller(ApiCall call, Account account) throws ApiException {
        Optional<String> name = userName(call);
        Caller caller = call.caller();
        return name.isPresent() ? userArn(account, name.get()) : caller.arn();
    }

    static String user(ApiCall call, Account account) throws ApiException {
        return userArn(account, call.parameters().required("UserName"));
    }

    private static String userArn(Account account, String name) {
        return account.users()
                .find(name)
                .map(user -> Arns.user(account.name(), user.registration()))
                .orElseGet(() -> Arns.iam(account.name(), "user", "/", name));
    }

    static String group(ApiCall call, Account account) throws ApiException {
        String name = call.parameters().required("GroupName");
        return account.groups()
                .find(name)
                .map(group -> Arns.group(account.name(), group.registration()))
                .orElseGet(() -> Arns.iam(account.name(), "group", "/", name));
    }

    static String role(ApiCall call, Account account) throws ApiException {
        String name = call.parameters().required("RoleName");
        return account.roles()
                .find(name)
                .map(role -> Arns.role(account.name(), role.registration()))
                .orElseGet(() -> Arns.iam(account.name(), "role", "/", name));
    }

    static String policy(ApiCall call, Account account) throws ApiException {
        return call.parameters().required("PolicyArn");
    }

    /// The ARN of something that a call makes.
    static Action.Resource fresh(String kind, String nameParameter) {
        return (call, account) -> Arns.iam(
                account.name(),
                kind,
                call.parameters().get("Path", "/"),
                call.parameters().required(nameParameter));
    }

    /// The ARN of all of a kind, for lists.
    static Action.Resource all(String kind) {
        return (call, account) ->
                Arns.iam(account.name(), kind, call.parameters().get("PathPrefix", "/"), "*");
    }
}
