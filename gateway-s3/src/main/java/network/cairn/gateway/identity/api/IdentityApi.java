package network.cairn.gateway.identity.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.cairn.gateway.identity.Account;
import network.cairn.gateway.identity.Identities;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.identity.PolicyCheck;
import network.cairn.gateway.s3.Caller;
import network.cairn.gateway.xml.XmlWriter;

/// IAM and STS: takes a call by somebody whose signature was right, and gives the answer. It knows nothing of HTTP.
///
/// Everybody calls about its own tenant. Root may call everything; users and roles what policies allow them. As
/// with AWS, sessions that a user or root began for itself, and federated ones, may not call IAM.
public final class IdentityApi {
    private static final char REPLACEMENT = '\ufffd';

    private final Identities identities;
    private final Permissions permissions;
    private final Map<String, Action> actions = new HashMap<>();

    /// @param identityCheck says whether a text is a policy for a user, group, role or session
    /// @param trustCheck says whether a text is a policy that says who may take on a role
    public IdentityApi(
            Identities identities, PolicyCheck identityCheck, PolicyCheck trustCheck, Permissions permissions) {
        this.identities = identities;
        this.permissions = permissions;
        var accounts = new IamAccounts(identities, identityCheck, trustCheck);
        List<Action> all = new ArrayList<>();
        all.addAll(new AccountActions(accounts).all());
        all.addAll(new UserActions(accounts).all());
        all.addAll(new KeyActions(accounts).all());
        all.addAll(new GroupActions(accounts).all());
        all.addAll(new RoleActions(accounts).all());
        all.addAll(new PolicyActions(accounts).all());
        all.addAll(new GrantActions(accounts).all());
        all.addAll(new TagActions(accounts).all());
        all.addAll(new StsService(identities, identityCheck, permissions).all());
        all.forEach(action -> actions.put(action.name(), action));
    }

    /// Answers a call; mistakes of the caller are answers too.
    public ApiResponse answer(ApiCall call) {
        try {
            Action action = action(call.parameters());
            authorize(action, call);
            return new ApiResponse(200, carryOut(action, call));
        } catch (ApiException e) {
            return error(e, service(call.parameters()), call.requestId());
        } catch (IdentityException e) {
            return error(ApiException.of(e), service(call.parameters()), call.requestId());
        }
    }

    private Action action(ApiParameters parameters) throws ApiException {
        String name = parameters.get("Action", "");
        if (name.isEmpty()) {
            throw new ApiException(ApiError.MISSING_ACTION, "The request is missing an action or operation parameter.");
        }
        Action action = actions.get(name);
        String version =
                parameters.get("Version", action == null ? "" : action.service().version());
        if (action == null || !version.equals(action.service().version())) {
            throw new ApiException(
                    ApiError.INVALID_ACTION, "Could not find operation " + name + " for version " + version);
        }
        return action;
    }

    private void authorize(Action action, ApiCall call) throws ApiException, IdentityException {
        Caller caller = call.caller();
        if (caller.isAnonymous()) {
            throw new ApiException(ApiError.MISSING_AUTHENTICATION_TOKEN, "Request is missing Authentication Token");
        }
        if (action.access() != Action.Access.BY_POLICY) {
            return;
        }
        if (caller.kind() != Caller.Kind.ROLE_SESSION && caller.tokenIssuedAt().isPresent()) {
            throw new ApiException(
                    ApiError.INVALID_CLIENT_TOKEN_ID, "The security token included in the request is invalid");
        }
        if (caller.isRoot()) {
            return;
        }
        Account account = identities.directory().account(caller.tenant());
        String name = action.service().prefix() + ":" + action.name();
        String resource = action.resource().arn(call, account);
        if (!permissions.allows(caller, name, resource, call.conditions())) {
            throw StsService.denied(caller, name, resource);
        }
    }

    private static byte[] carryOut(Action action, ApiCall call) throws ApiException, IdentityException {
        var xml = new XmlWriter(action.name() + "Response", action.service().namespace());
        if (action.hasResult()) {
            xml.open(action.name() + "Result");
            action.handler().handle(call, xml);
            xml.close();
        } else {
            action.handler().handle(call, xml);
        }
        xml.open("ResponseMetadata").element("RequestId", call.requestId());
        return xml.toBytes();
    }

    private ApiService service(ApiParameters parameters) {
        Action action = actions.get(parameters.get("Action", ""));
        if (action != null) {
            return action.service();
        }
        return parameters.get("Version", "").equals(ApiService.STS.version()) ? ApiService.STS : ApiService.IAM;
    }

    static ApiResponse error(ApiException e, ApiService service, String requestId) {
        byte[] document = new XmlWriter("ErrorResponse", service.namespace())
                .open("Error")
                .element("Type", "Sender")
                .element("Code", e.error().code())
                .element("Message", printable(e.text()))
                .close()
                .element("RequestId", requestId)
                .toBytes();
        return new ApiResponse(e.error().status(), document);
    }

    /// Messages repeat what callers sent, which XML may have no place for.
    private static String printable(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c)
                                || Character.getType(c) == Character.SURROGATE
                                || (c & 0xfffe) == 0xfffe
                        ? REPLACEMENT
                        : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }
}
