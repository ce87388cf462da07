package network.cairn.gateway.identity.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.identity.Role;
import network.cairn.gateway.xml.XmlWriter;

/// The actions of IAM on roles.
final class RoleActions {
    private final IamAccounts accounts;

    RoleActions(IamAccounts accounts) {
        this.accounts = accounts;
    }

    List<Action> all() {
        return List.of(
                Action.iam("CreateRole", IamAccounts.fresh("role", "RoleName"), this::create),
                Action.iam("GetRole", IamAccounts::role, this::get),
                Action.iam("ListRoles", IamAccounts.all("role"), this::list),
                Action.iam("UpdateRole", IamAccounts::role, this::update),
                Action.silent("UpdateAssumeRolePolicy", IamAccounts::role, this::updateTrust),
                Action.silent("DeleteRole", IamAccounts::role, this::delete));
    }

    private void create(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        ApiParameters parameters = call.parameters();
        if (parameters.has("PermissionsBoundary")) {
            throw new ApiException(ApiError.INVALID_INPUT, "Permissions boundaries are not available here.");
        }
        String trust = parameters.required("AssumeRolePolicyDocument");
        accounts.trustCheck().check(trust);
        Role bare = accounts.issuer().role(parameters.required("RoleName"), parameters.get("Path", "/"), trust);
        Role role = described(bare, parameters).with(bare.tags().with(parameters.tags()));
        accounts.change(call, account -> account.added(role));
        write(result, call.tenant(), role);
    }

    private static Role described(Role role, ApiParameters parameters) throws ApiException, IdentityException {
        Role changed = role;
        Optional<String> description = parameters.optional("Description");
        if (description.isPresent()) {
            changed = changed.described(description.get());
        }
        if (parameters.has("MaxSessionDuration")) {
            changed = changed.withSessionTimeMax(
                    Duration.ofSeconds(parameters.number("MaxSessionDuration", 0, Integer.MAX_VALUE, 0)));
        }
        return changed;
    }

    private static void write(XmlWriter result, String tenant, Role role) {
        result.open("Role");
        IamXml.role(result, tenant, role);
        IamXml.tags(result, role.tags().all());
        result.close();
    }

    private void get(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        write(
                result,
                call.tenant(),
                accounts.of(call).roles().get(call.parameters().required("RoleName")));
    }

    private void list(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        String prefix = call.parameters().get("PathPrefix", "/");
        List<Role> roles = accounts.of(call).roles().all().stream()
                .filter(role -> role.registration().path().startsWith(prefix))
                .toList();
        Page.of(call, roles, Role::name).write(result, "Roles", (xml, role) -> IamXml.role(xml, call.tenant(), role));
    }

    private void update(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        String name = call.parameters().required("RoleName");
        Role before = accounts.of(call).roles().get(name);
        Role checked = described(before, call.parameters());
        accounts.change(call, account -> {
            Role now = account.roles().get(name);
            Role changed = now;
            if (call.parameters().has("Description")) {
                changed = changed.described(checked.description());
            }
            if (call.parameters().has("MaxSessionDuration")) {
                changed = changed.withSessionTimeMax(checked.sessionTimeMax());
            }
            return account.changed(changed);
        });
    }

    private void updateTrust(ApiCall call) throws ApiException, IdentityException {
        String name = call.parameters().required("RoleName");
        String trust = call.parameters().required("PolicyDocument");
        accounts.of(call).roles().get(name);
        accounts.trustCheck().check(trust);
        accounts.change(
                call, account -> account.changed(account.roles().get(name).trusting(trust)));
    }

    private void delete(ApiCall call) throws ApiException, IdentityException {
        String name = call.parameters().required("RoleName");
        accounts.change(call, account -> account.withoutRole(name));
    }
}
