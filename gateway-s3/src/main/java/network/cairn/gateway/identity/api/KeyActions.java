package network.cairn.gateway.identity.api;

import java.util.List;
import java.util.Optional;
import network.cairn.gateway.identity.Account;
import network.cairn.gateway.identity.Directory;
import network.cairn.gateway.identity.Holder;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.identity.IssuedKey;
import network.cairn.gateway.xml.XmlWriter;

/// The actions of IAM on access keys: those of a user, or the caller's own where none is named.
final class KeyActions {
    private final IamAccounts accounts;

    KeyActions(IamAccounts accounts) {
        this.accounts = accounts;
    }

    List<Action> all() {
        return List.of(
                Action.iam("CreateAccessKey", IamAccounts::userOrCaller, this::create),
                Action.iam("ListAccessKeys", IamAccounts::userOrCaller, this::list),
                Action.silent("UpdateAccessKey", IamAccounts::userOrCaller, this::update),
                Action.silent("DeleteAccessKey", IamAccounts::userOrCaller, this::delete));
    }

    private void create(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        Holder holder = IamAccounts.holder(call, accounts.of(call));
        IssuedKey key = accounts.issuer().key(call.tenant(), holder);
        Directory after = accounts.identities().change(directory -> directory.added(key));
        result.open("AccessKey");
        userName(result, after.userName(key));
        result.element("AccessKeyId", key.id())
                .element("Status", status(key))
                .element("SecretAccessKey", key.key().secret())
                .element("CreateDate", IamXml.time(key.createdAt()))
                .close();
    }

    private void list(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        Directory directory = accounts.directory();
        Account account = directory.account(call.tenant());
        Holder holder = IamAccounts.holder(call, account);
        List<IssuedKey> keys = directory.keysOf(call.tenant(), holder).stream()
                .sorted((one, other) -> Page.ORDER.compare(one.id(), other.id()))
                .toList();
        Page.of(call, keys, IssuedKey::id).write(result, "AccessKeyMetadata", (xml, key) -> {
            userName(xml, directory.userName(key));
            xml.element("AccessKeyId", key.id())
                    .element("Status", status(key))
                    .element("CreateDate", IamXml.time(key.createdAt()));
        });
    }

    private void update(ApiCall call) throws ApiException, IdentityException {
        String status = call.parameters().required("Status");
        boolean active = switch (status) {
            case "Active" -> true;
            case "Inactive" -> false;
            default ->
                throw ApiException.invalid("1 validation error detected: Value at 'status' failed to satisfy"
                        + " constraint: Member must satisfy enum value set: [Active, Inactive]");
        };
        Named key = named(call);
        accounts.identities().change(directory -> directory.withKeyActive(key.in(directory), active));
    }

    private void delete(ApiCall call) throws ApiException, IdentityException {
        Named key = named(call);
        accounts.identities().change(directory -> directory.withoutKey(key.in(directory)));
    }

    private Named named(ApiCall call) throws ApiException, IdentityException {
        String id = call.parameters().required("AccessKeyId");
        return new Named(id, call.tenant(), IamAccounts.holder(call, accounts.of(call)));
    }

    /// A key that a call names, and whose it must be.
    private record Named(String id, String tenant, Holder holder) {
        String in(Directory directory) throws IdentityException {
            return directory.key(id, tenant, holder).id();
        }
    }

    private static void userName(XmlWriter xml, Optional<String> name) {
        name.ifPresent(user -> xml.element("UserName", user));
    }

    private static String status(IssuedKey key) {
        return key.active() ? "Active" : "Inactive";
    }
}
