package network.cairn.gateway.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import network.cairn.gateway.identity.Identities;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.s3.QueryParameters;

/// The operator's API: JSON under `/cairn/admin/v1/`. It takes a request by an operator, and knows nothing of
/// HTTP's wire and of signatures.
///
/// - `GET tenants?after=&limit=` lists tenants by name.
/// - `PUT tenants/{tenant}` makes a tenant, with the settings in the body if there is one.
/// - `GET tenants/{tenant}` shows a tenant and what it stores.
/// - `PATCH tenants/{tenant}` changes the settings that are there: `suspended`, `quota`, `rates`.
/// - `DELETE tenants/{tenant}` deletes a tenant that is suspended and has no buckets.
/// - `GET tenants/{tenant}/users?after=&limit=` lists users by name.
/// - `PUT tenants/{tenant}/users/{user}` makes a user, with the `path` in the body if there is one; `GET` shows it;
///   `DELETE` deletes it with its keys and policies.
/// - `GET tenants/{tenant}/users/{user}/policies` names a user's policies.
/// - `PUT tenants/{tenant}/users/{user}/policies/{policy}` gives it a policy of its own, the body; `GET` shows it,
///   `DELETE` takes it away.
/// - `PUT` and `DELETE tenants/{tenant}/users/{user}/attached-policies?arn=` attach and detach a managed policy.
/// - `GET tenants/{tenant}/keys` lists the keys of its root; `POST` makes one, its secret shown this once.
/// - `PATCH tenants/{tenant}/keys/{id}` switches one on or off (`active`); `DELETE` withdraws it.
/// - The same under `tenants/{tenant}/users/{user}/keys`, for a user's keys, and `operator-keys`, for this API's.
/// - `GET keys?tenant=&user=&operator=true&after=&limit=` lists keys of all holders, oldest first; `PATCH` and
///   `DELETE keys/{id}` reach a key whoever holds it.
public final class AdminApi {
    public static final String PREFIX = "/cairn/admin/v1/";

    /// The longest body that is read.
    public static final int BODY_BYTES_MAX = 64 * 1024;

    private final TenantRequests tenants;
    private final KeyRequests keys;

    /// @param usage what tenants store; empty where that cannot be told, as of a gateway that does not run. Then a
    ///     tenant that is suspended is deleted whether it has buckets or not.
    public AdminApi(Identities identities, Optional<TenantUsage> usage) {
        this.keys = new KeyRequests(identities);
        this.tenants = new TenantRequests(identities, usage, keys);
    }

    /// Answers a request of an operator; mistakes are answers too.
    ///
    /// @param path as sent, without the query
    public AdminResponse answer(String method, String path, QueryParameters query, byte[] body) {
        try {
            AdminRequest request = AdminRequest.of(method, path, query, body);
            return switch (request.name()) {
                case "tenants" -> tenants.answer(request.rest());
                case "keys" -> keys.answer(request.rest());
                case "operator-keys" -> keys.ofOperator(request.rest());
                default -> throw request.notFound();
            };
        } catch (AdminException e) {
            return error(e.status(), e.code(), String.valueOf(e.getMessage()));
        } catch (IdentityException e) {
            AdminException told = AdminException.of(e);
            return error(told.status(), told.code(), e.text());
        }
    }

    static AdminResponse error(int status, String code, String message) {
        ObjectNode node = AdminJson.object();
        node.putObject("error").put("code", code).put("message", message);
        return AdminJson.answer(status, node);
    }
}
