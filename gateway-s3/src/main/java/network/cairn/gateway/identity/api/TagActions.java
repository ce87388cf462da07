package network.cairn.gateway.identity.api;

import java.util.List;
import java.util.Map;
import java.util.Set;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.identity.Role;
import network.cairn.gateway.identity.User;
import network.cairn.gateway.xml.XmlWriter;

/// The actions of IAM on the tags of users and roles.
final class TagActions {
    private final IamAccounts accounts;

    TagActions(IamAccounts accounts) {
        this.accounts = accounts;
    }

    List<Action> all() {
        return List.of(
                Action.silent("TagUser", IamAccounts::user, this::tagUser),
                Action.silent("UntagUser", IamAccounts::user, this::untagUser),
                Action.iam("ListUserTags", IamAccounts::user, this::listUser),
                Action.silent("TagRole", IamAccounts::role, this::tagRole),
                Action.silent("UntagRole", IamAccounts::role, this::untagRole),
                Action.iam("ListRoleTags", IamAccounts::role, this::listRole));
    }

    private void tagUser(ApiCall call) throws ApiException, IdentityException {
        String name = call.parameters().required("UserName");
        Map<String, String> tags = call.parameters().tags();
        accounts.change(call, account -> {
            User user = account.users().get(name);
            return account.changed(user.with(user.tags().with(tags)));
        });
    }

    private void untagUser(ApiCall call) throws ApiException, IdentityException {
        String name = call.parameters().required("UserName");
        Set<String> keys = Set.copyOf(call.parameters().list("TagKeys", ""));
        accounts.change(call, account -> {
            User user = account.users().get(name);
            return account.changed(user.with(user.tags().without(keys)));
        });
    }

    private void listUser(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        User user = accounts.of(call).users().get(call.parameters().required("UserName"));
        write(result, user.tags().all());
    }

    private void tagRole(ApiCall call) throws ApiException, IdentityException {
        String name = call.parameters().required("RoleName");
        Map<String, String> tags = call.parameters().tags();
        accounts.change(call, account -> {
            Role role = account.roles().get(name);
            return account.changed(role.with(role.tags().with(tags)));
        });
    }

    private void untagRole(ApiCall call) throws ApiException, IdentityException {
        String name = call.parameters().required("RoleName");
        Set<String> keys = Set.copyOf(call.parameters().list("TagKeys", ""));
        accounts.change(call, account -> {
            Role role = account.roles().get(name);
            return account.changed(role.with(role.tags().without(keys)));
        });
    }

    private void listRole(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        Role role = accounts.of(call).roles().get(call.parameters().required("RoleName"));
        write(result, role.tags().all());
    }

    /// All at once, whatever `MaxItems` says: there are fifty at most.
    private static void write(XmlWriter result, Map<String, String> tags) {
        result.open("Tags");
        tags.forEach((key, value) -> result.open("member")
                .element("Key", key)
                .element("Value", value)
                .close());
        result.close().element("IsTruncated", false);
    }
}
