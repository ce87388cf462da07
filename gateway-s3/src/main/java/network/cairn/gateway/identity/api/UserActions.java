package network.cairn.gateway.identity.api;

import java.util.List;
import java.util.Optional;
import network.cairn.gateway.identity.Account;
import network.cairn.gateway.identity.Arns;
import network.cairn.gateway.identity.Directory;
import network.cairn.gateway.identity.Holder;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.identity.IdentityNames;
import network.cairn.gateway.identity.User;
import network.cairn.gateway.xml.XmlWriter;

/// The actions of IAM on users.
final class UserActions {
    private final IamAccounts accounts;

    UserActions(IamAccounts accounts) {
        this.accounts = accounts;
    }

    List<Action> all() {
        return List.of(
                Action.iam("CreateUser", IamAccounts.fresh("user", "UserName"), this::create),
                Action.iam("GetUser", IamAccounts::userOrCaller, this::get),
                Action.iam("ListUsers", IamAccounts.all("user"), this::list),
                Action.silent("UpdateUser", IamAccounts::user, this::update),
                Action.silent("DeleteUser", IamAccounts::user, this::delete));
    }

    private void create(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        User bare = accounts.issuer()
                .user(call.parameters().required("UserName"), call.parameters().get("Path", "/"));
        User user = bare.with(bare.tags().with(call.parameters().tags()));
        accounts.change(call, account -> account.added(user));
        write(result, call.tenant(), user);
    }

    private void get(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        Account account = accounts.of(call);
        Optional<String> name = IamAccounts.userName(call);
        if (name.isPresent()) {
            write(result, call.tenant(), account.users().get(name.get()));
            return;
        }
        // Root is told of itself in the words that AWS has for it.
        result.open("User")
                .element("UserId", account.name())
                .element("Arn", Arns.root(account.name()))
                .element("CreateDate", IamXml.time(account.tenant().createdAt()))
                .close();
    }

    private static void write(XmlWriter result, String tenant, User user) {
        result.open("User");
        IamXml.user(result, tenant, user);
        IamXml.tags(result, user.tags().all());
        result.close();
    }

    private void list(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        String prefix = call.parameters().get("PathPrefix", "/");
        List<User> users = accounts.of(call).users().all().stream()
                .filter(user -> user.registration().path().startsWith(prefix))
                .toList();
        Page.of(call, users, User::name).write(result, "Users", (xml, user) -> IamXml.user(xml, call.tenant(), user));
    }

    private void update(ApiCall call) throws ApiException, IdentityException {
        String name = call.parameters().required("UserName");
        Optional<String> newName = call.parameters().optional("NewUserName");
        Optional<String> newPath = call.parameters().optional("NewPath");
        if (newName.isPresent()) {
            IdentityNames.name("newUserName", newName.get(), User.NAME_CHARS_MAX);
        }
        if (newPath.isPresent()) {
            IdentityNames.path(newPath.get());
        }
        accounts.change(call, account -> {
            User user = account.users().get(name);
            return account.changed(user.with(user.registration()
                    .renamed(
                            newName.orElse(user.name()),
                            newPath.orElse(user.registration().path()))));
        });
    }

    /// Unlike the operator's command, IAM deletes nobody who still has something.
    private void delete(ApiCall call) throws ApiException, IdentityException {
        String name = call.parameters().required("UserName");
        accounts.identities()
                .change(directory -> bareOfKeys(directory, call.tenant(), name).withoutUser(call.tenant(), name));
    }

    private static Directory bareOfKeys(Directory directory, String tenant, String name) throws IdentityException {
        Account account = directory.account(tenant);
        User user = account.users().get(name);
        account.requireBare(user);
        if (!directory.keysOf(tenant, new Holder.OfUser(user.id())).isEmpty()) {
            throw new IdentityException(
                    IdentityException.Fault.DELETE_CONFLICT, "Cannot delete entity, must delete access keys first.");
        }
        return directory;
    }
}
