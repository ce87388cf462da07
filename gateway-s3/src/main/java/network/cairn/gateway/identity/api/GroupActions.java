package network.cairn.gateway.identity.api;

import java.util.List;
import java.util.Optional;
import network.cairn.gateway.identity.Account;
import network.cairn.gateway.identity.Group;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.identity.IdentityNames;
import network.cairn.gateway.identity.User;
import network.cairn.gateway.xml.XmlWriter;

/// The actions of IAM on groups and who is in them.
final class GroupActions {
    private final IamAccounts accounts;

    GroupActions(IamAccounts accounts) {
        this.accounts = accounts;
    }

    List<Action> all() {
        return List.of(
                Action.iam("CreateGroup", IamAccounts.fresh("group", "GroupName"), this::create),
                Action.iam("GetGroup", IamAccounts::group, this::get),
                Action.iam("ListGroups", IamAccounts.all("group"), this::list),
                Action.iam("ListGroupsForUser", IamAccounts::user, this::listForUser),
                Action.silent("UpdateGroup", IamAccounts::group, this::update),
                Action.silent("DeleteGroup", IamAccounts::group, this::delete),
                Action.silent("AddUserToGroup", IamAccounts::group, this::addUser),
                Action.silent("RemoveUserFromGroup", IamAccounts::group, this::removeUser));
    }

    private void create(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        Group group = accounts.issuer()
                .group(
                        call.parameters().required("GroupName"),
                        call.parameters().get("Path", "/"));
        accounts.change(call, account -> account.added(group));
        write(result, call.tenant(), group);
    }

    private void get(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        Account account = accounts.of(call);
        Group group = account.groups().get(call.parameters().required("GroupName"));
        write(result, call.tenant(), group);
        Page.of(call, account.members(group), User::name)
                .write(result, "Users", (xml, user) -> IamXml.user(xml, call.tenant(), user));
    }

    private static void write(XmlWriter result, String tenant, Group group) {
        result.open("Group");
        IamXml.group(result, tenant, group);
        result.close();
    }

    private void list(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        String prefix = call.parameters().get("PathPrefix", "/");
        writeAll(
                call,
                result,
                accounts.of(call).groups().all().stream()
                        .filter(group -> group.registration().path().startsWith(prefix))
                        .toList());
    }

    private void listForUser(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        Account account = accounts.of(call);
        User user = account.users().get(call.parameters().required("UserName"));
        writeAll(call, result, account.groupsOf(user));
    }

    private static void writeAll(ApiCall call, XmlWriter result, List<Group> groups) throws ApiException {
        Page.of(call, groups, Group::name)
                .write(result, "Groups", (xml, group) -> IamXml.group(xml, call.tenant(), group));
    }

    private void update(ApiCall call) throws ApiException, IdentityException {
        String name = call.parameters().required("GroupName");
        Optional<String> newName = call.parameters().optional("NewGroupName");
        Optional<String> newPath = call.parameters().optional("NewPath");
        if (newName.isPresent()) {
            IdentityNames.name("newGroupName", newName.get(), Group.NAME_CHARS_MAX);
        }
        if (newPath.isPresent()) {
            IdentityNames.path(newPath.get());
        }
        accounts.change(call, account -> {
            Group group = account.groups().get(name);
            return account.changed(group.with(group.registration()
                    .renamed(
                            newName.orElse(group.name()),
                            newPath.orElse(group.registration().path()))));
        });
    }

    private void delete(ApiCall call) throws ApiException, IdentityException {
        String name = call.parameters().required("GroupName");
        accounts.change(call, account -> account.withoutGroup(name));
    }

    private void addUser(ApiCall call) throws ApiException, IdentityException {
        String group = call.parameters().required("GroupName");
        String user = call.parameters().required("UserName");
        accounts.change(
                call, account -> account.withMember(group, account.users().get(user)));
    }

    private void removeUser(ApiCall call) throws ApiException, IdentityException {
        String group = call.parameters().required("GroupName");
        String user = call.parameters().required("UserName");
        accounts.change(
                call, account -> account.withoutMember(group, account.users().get(user)));
    }
}
