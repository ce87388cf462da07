package network.cairn.gateway.identity.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import network.cairn.gateway.identity.Account;
import network.cairn.gateway.identity.Grants;
import network.cairn.gateway.identity.Group;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.identity.IdentityLimits;
import network.cairn.gateway.identity.ManagedPolicy;
import network.cairn.gateway.identity.Role;
import network.cairn.gateway.identity.User;
import network.cairn.gateway.xml.XmlWriter;

/// The actions of IAM on what policies a user, a group or a role has: inline ones, and managed ones that are attached.
/// They are the same for all three.
final class GrantActions {
    private final IamAccounts accounts;

    GrantActions(IamAccounts accounts) {
        this.accounts = accounts;
    }

    /// One of the three: how it is called, found, and changed.
    ///
    /// @param inlineCharsMax of all its inline policies together
    private record Kind(String name, Action.Resource resource, int inlineCharsMax, Reader reader, Setter setter) {
        String parameter() {
            return name + "Name";
        }
    }

    /// Finds what somebody has.
    @FunctionalInterface
    private interface Reader {
        Grants of(Account account, String name) throws IdentityException;
    }

    /// Gives somebody other grants.
    @FunctionalInterface
    private interface Setter {
        Account with(Account account, String name, Grants grants) throws IdentityException;
    }

    private static final List<Kind> KINDS = List.of(
            new Kind(
                    "User",
                    IamAccounts::user,
                    IdentityLimits.USER_INLINE_CHARS_MAX,
                    (account, name) -> account.users().get(name).grants(),
                    (account, name, grants) -> {
                        User user = account.users().get(name);
                        return account.changed(user.with(grants));
                    }),
            new Kind(
                    "Group",
                    IamAccounts::group,
                    IdentityLimits.GROUP_INLINE_CHARS_MAX,
                    (account, name) -> account.groups().get(name).grants(),
                    (account, name, grants) -> {
                        Group group = account.groups().get(name);
                        return account.changed(group.with(grants));
                    }),
            new Kind(
                    "Role",
                    IamAccounts::role,
                    IdentityLimits.ROLE_INLINE_CHARS_MAX,
                    (account, name) -> account.roles().get(name).grants(),
                    (account, name, grants) -> {
                        Role role = account.roles().get(name);
                        return account.changed(role.with(grants));
                    }));

    List<Action> all() {
        List<Action> actions = new ArrayList<>();
        for (Kind kind : KINDS) {
            String name = kind.name();
            Action.Resource resource = kind.resource();
            actions.add(Action.silent("Put" + name + "Policy", resource, call -> put(call, kind)));
            actions.add(Action.iam("Get" + name + "Policy", resource, (call, result) -> get(call, kind, result)));
            actions.add(Action.iam("List" + name + "Policies", resource, (call, result) -> list(call, kind, result)));
            actions.add(Action.silent("Delete" + name + "Policy", resource, call -> delete(call, kind)));
            actions.add(Action.silent("Attach" + name + "Policy", resource, call -> attach(call, kind)));
            actions.add(Action.silent("Detach" + name + "Policy", resource, call -> detach(call, kind)));
            actions.add(Action.iam(
                    "ListAttached" + name + "Policies", resource, (call, result) -> listAttached(call, kind, result)));
        }
        return actions;
    }

    /// Makes grants of those before.
    @FunctionalInterface
    private interface Change {
        Grants apply(Account account, Grants grants) throws IdentityException;
    }

    private void change(ApiCall call, Kind kind, Change change) throws ApiException, IdentityException {
        String name = call.parameters().required(kind.parameter());
        accounts.change(
                call,
                account -> kind.setter()
                        .with(account, name, change.apply(account, kind.reader().of(account, name))));
    }

    private Grants read(ApiCall call, Kind kind) throws ApiException, IdentityException {
        return kind.reader().of(accounts.of(call), call.parameters().required(kind.parameter()));
    }

    private void put(ApiCall call, Kind kind) throws ApiException, IdentityException {
        String policy = call.parameters().required("PolicyName");
        String document = call.parameters().required("PolicyDocument");
        read(call, kind);
        accounts.identityCheck().check(document);
        change(call, kind, (account, grants) -> grants.withInline(policy, document, kind.inlineCharsMax()));
    }

    private void get(ApiCall call, Kind kind, XmlWriter result) throws ApiException, IdentityException {
        String policy = call.parameters().required("PolicyName");
        String document = read(call, kind).inline(policy);
        result.element(kind.parameter(), call.parameters().required(kind.parameter()))
                .element("PolicyName", policy)
                .element("PolicyDocument", IamXml.document(document));
    }

    private void list(ApiCall call, Kind kind, XmlWriter result) throws ApiException, IdentityException {
        List<String> names =
                read(call, kind).inline().keySet().stream().sorted(Page.ORDER).toList();
        Page.of(call, names, Function.identity()).writeValues(result, "PolicyNames", Function.identity());
    }

    private void delete(ApiCall call, Kind kind) throws ApiException, IdentityException {
        String policy = call.parameters().required("PolicyName");
        change(call, kind, (account, grants) -> grants.withoutInline(policy));
    }

    private void attach(ApiCall call, Kind kind) throws ApiException, IdentityException {
        String arn = call.parameters().required("PolicyArn");
        change(call, kind, (account, grants) -> {
            PolicyActions.named(account, arn);
            return grants.withAttached(arn);
        });
    }

    private void detach(ApiCall call, Kind kind) throws ApiException, IdentityException {
        String arn = call.parameters().required("PolicyArn");
        change(call, kind, (account, grants) -> grants.withoutAttached(arn));
    }

    private void listAttached(ApiCall call, Kind kind, XmlWriter result) throws ApiException, IdentityException {
        String prefix = call.parameters().get("PathPrefix", "/");
        Account account = accounts.of(call);
        List<ManagedPolicy> policies = new ArrayList<>();
        for (String arn : read(call, kind).attached()) {
            account.policyByArn(arn)
                    .filter(policy -> policy.registration().path().startsWith(prefix))
                    .ifPresent(policies::add);
        }
        policies.sort(Comparator.comparing(policy -> IamXml.arn(account, policy), Page.ORDER));
        Page.of(call, policies, policy -> IamXml.arn(account, policy))
                .write(
                        result,
                        "AttachedPolicies",
                        (xml, policy) -> xml.element("PolicyName", policy.name())
                                .element("PolicyArn", IamXml.arn(account, policy)));
    }
}
