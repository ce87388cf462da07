package network.cairn.gateway.identity.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import network.cairn.gateway.identity.Account;
import network.cairn.gateway.identity.Arns;
import network.cairn.gateway.identity.Identities;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.identity.IdentityNames;
import network.cairn.gateway.identity.PolicyCheck;
import network.cairn.gateway.identity.Role;
import network.cairn.gateway.identity.Session;
import network.cairn.gateway.identity.SessionTokens;
import network.cairn.gateway.s3.Caller;
import network.cairn.gateway.xml.XmlWriter;

/// The actions of STS: temporary credentials, and who one is.
///
/// There is no multi-factor authentication here, so nobody who sends a code has sent the right one.
final class StsService {
    private static final Pattern SESSION_NAME = Pattern.compile("[\\w+=,.@-]{2,64}");
    private static final Pattern FEDERATED_NAME = Pattern.compile("[\\w+=,.@-]{2,32}");
    private static final int SECONDS_MIN = 900;
    private static final int ROLE_SECONDS_MAX = 43_200;
    private static final int ROLE_SECONDS_DEFAULT = 3_600;
    private static final int CHAINED_SECONDS_MAX = 3_600;
    private static final int USER_SECONDS_MAX = 129_600;
    private static final int USER_SECONDS_DEFAULT = 43_200;
    private static final int ROOT_SECONDS_MAX = 3_600;
    private static final int POLICY_CHARS_MAX = 2_048;
    private static final int POLICY_ARNS_MAX = 10;
    private static final int EXTERNAL_ID_CHARS_MAX = 1_224;

    private final Identities identities;
    private final PolicyCheck identityCheck;
    private final Permissions permissions;

    StsService(Identities identities, PolicyCheck identityCheck, Permissions permissions) {
        this.identities = identities;
        this.identityCheck = identityCheck;
        this.permissions = permissions;
    }

    List<Action> all() {
        return List.of(
                Action.sts("GetCallerIdentity", Action.Access.OPEN, this::getCallerIdentity),
                Action.sts("GetSessionToken", Action.Access.OPEN, this::getSessionToken),
                Action.sts("AssumeRole", Action.Access.BY_ITSELF, this::assumeRole),
                Action.sts("GetFederationToken", Action.Access.BY_ITSELF, this::getFederationToken));
    }

    private void getCallerIdentity(ApiCall call, XmlWriter result) {
        Caller caller = call.caller();
        result.element("Arn", caller.arn()).element("UserId", caller.userId()).element("Account", caller.tenant());
    }

    private void getSessionToken(ApiCall call, XmlWriter result) throws ApiException {
        Caller caller = permanent(call, "GetSessionToken");
        refuseCodes(call);
        Session.Subject subject =
                caller.isRoot() ? new Session.Subject.Root() : new Session.Subject.OfUser(caller.userId());
        credentials(result, begin(caller.tenant(), subject, caller, ownTime(call), Session.Scope.WHOLE));
    }

    private void getFederationToken(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        Caller caller = permanent(call, "GetFederationToken");
        String name = named(call, "Name", FEDERATED_NAME);
        String arn = Arns.federatedUser(caller.tenant(), name);
        if (!caller.isRoot() && !permissions.allows(caller, "sts:GetFederationToken", arn, call.conditions())) {
            throw denied(caller, "sts:GetFederationToken", arn);
        }
        Session.Scope scope = scope(call, identities.directory().account(caller.tenant()));
        var subject = new Session.Subject.Federated(caller.isRoot() ? "" : caller.userId(), name);
        SessionTokens.Issued issued = begin(caller.tenant(), subject, caller, ownTime(call), scope);
        credentials(result, issued);
        result.open("FederatedUser")
                .element("FederatedUserId", caller.tenant() + ":" + name)
                .element("Arn", arn)
                .close()
                .element("PackedPolicySize", issued.packedPercent());
    }

    private void assumeRole(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        Caller caller = call.caller();
        String roleArn = call.parameters().required("RoleArn");
        String sessionName = named(call, "RoleSessionName", SESSION_NAME);
        int seconds = call.parameters().number("DurationSeconds", SECONDS_MIN, ROLE_SECONDS_MAX, ROLE_SECONDS_DEFAULT);
        refuseCodes(call);
        for (String absent : List.of("SourceIdentity", "TransitiveTagKeys.member.1", "ProvidedContexts.member.1")) {
            if (call.parameters().has(absent)) {
                throw ApiException.invalid(absent.split("\\.", 2)[0] + " is not available here.");
            }
        }
        if (caller.isRoot()) {
            throw new ApiException(ApiError.ACCESS_DENIED, "Roles may not be assumed by root accounts.");
        }
        Arns.Parsed parsed = Arns.parse(roleArn)
                .filter(arn -> arn.kind().equals("role"))
                .orElseThrow(() -> ApiException.invalid(roleArn + " is invalid"));
        Optional<Account> account = identities
                .directory()
                .find(parsed.tenant())
                .filter(found -> !found.tenant().suspended());
        Role role = account.flatMap(found -> found.roles().find(parsed.name()))
                .filter(found ->
                        Arns.role(parsed.tenant(), found.registration()).equals(roleArn))
                .orElse(null);
        // That there is no such role is not told to those who may not take it on.
        if (role == null || account.isEmpty() || !mayAssume(call, parsed.tenant(), roleArn, role, sessionName)) {
            throw denied(caller, "sts:AssumeRole", roleArn);
        }
        if (caller.kind() == Caller.Kind.ROLE_SESSION && seconds > CHAINED_SECONDS_MAX) {
            throw ApiException.invalid(
                    "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");
        }
        if (seconds > role.sessionTimeMax().toSeconds()) {
            throw ApiException.invalid(
                    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }
        SessionTokens.Issued issued = begin(
                parsed.tenant(),
                new Session.Subject.OfRole(role.id(), sessionName),
                caller,
                Duration.ofSeconds(seconds),
                scope(call, account.get()));
        credentials(result, issued);
        result.open("AssumedRoleUser")
                .element("AssumedRoleId", role.id() + ":" + sessionName)
                .element("Arn", Arns.assumedRole(parsed.tenant(), role.name(), sessionName))
                .close()
                .element("PackedPolicySize", issued.packedPercent());
    }

    private boolean mayAssume(ApiCall call, String tenant, String roleArn, Role role, String sessionName)
            throws ApiException {
        Caller caller = call.caller();
        if (caller.kind() == Caller.Kind.FEDERATED_SESSION) {
            return false;
        }
        Optional<String> externalId = call.parameters().optional("ExternalId");
        if (externalId.isPresent()
                && (externalId.get().length() < 2 || externalId.get().length() > EXTERNAL_ID_CHARS_MAX)) {
            throw ApiException.invalid(
                    "1 validation error detected: Value at 'externalId' failed to satisfy constraint:"
                            + " Member must have length between 2 and " + EXTERNAL_ID_CHARS_MAX);
        }
        return permissions.allowsAssumption(
                caller,
                new Permissions.Assumption(
                        tenant,
                        roleArn,
                        role.trustPolicy(),
                        sessionName,
                        externalId,
                        call.parameters().tags(),
                        call.conditions()));
    }

    /// The caller, if it signed with a permanent key: sessions beget no sessions but by taking on a role.
    private static Caller permanent(ApiCall call, String action) throws ApiException {
        Caller caller = call.caller();
        if (caller.tokenIssuedAt().isPresent()) {
            throw new ApiException(ApiError.ACCESS_DENIED, "Cannot call " + action + " with session credentials");
        }
        return caller;
    }

    private static void refuseCodes(ApiCall call) throws ApiException {
        if (call.parameters().has("TokenCode") || call.parameters().has("SerialNumber")) {
            throw new ApiException(
                    ApiError.ACCESS_DENIED, "MultiFactorAuthentication failed: there is no such device here.");
        }
    }

    private static String named(ApiCall call, String parameter, Pattern form) throws ApiException {
        String name = call.parameters().required(parameter);
        if (!form.matcher(name).matches()) {
            throw ApiException.invalid("1 validation error detected: Value at '" + parameter
                    + "' failed to satisfy constraint: Member must satisfy regular expression pattern: "
                    + form.pattern());
        }
        return name;
    }

    /// How long a session of the caller's own may take: an hour at most for a root, whatever it asks for.
    private static Duration ownTime(ApiCall call) throws ApiException {
        int seconds = call.parameters().number("DurationSeconds", SECONDS_MIN, USER_SECONDS_MAX, USER_SECONDS_DEFAULT);
        return Duration.ofSeconds(call.caller().isRoot() ? Math.min(seconds, ROOT_SECONDS_MAX) : seconds);
    }

    private Session.Scope scope(ApiCall call, Account account) throws ApiException, IdentityException {
        Optional<String> policy = call.parameters().optional("Policy");
        if (policy.isPresent()) {
            if (policy.get().isEmpty() || policy.get().length() > POLICY_CHARS_MAX) {
                throw ApiException.invalid(
                        "1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have"
                                + " length less than or equal to " + POLICY_CHARS_MAX);
            }
            identityCheck.check(policy.get());
        }
        List<String> arns = call.parameters().list("PolicyArns", ".arn");
        if (arns.size() > POLICY_ARNS_MAX) {
            throw ApiException.invalid("PolicyArns has " + arns.size() + " members, at most " + POLICY_ARNS_MAX);
        }
        for (String arn : arns) {
            if (account.policyByArn(arn).isEmpty()) {
                throw ApiException.invalid("Policy " + arn + " does not exist or is not attachable.");
            }
        }
        return new Session.Scope(
                policy, arns, IdentityNames.tags(call.parameters().tags()));
    }

    private SessionTokens.Issued begin(
            String tenant, Session.Subject subject, Caller caller, Duration time, Session.Scope scope)
            throws ApiException {
        return identities
                .tokens()
                .begin(tenant, subject, caller.permanentKeyId(), time, scope)
                .orElseThrow(() -> new ApiException(
                        ApiError.PACKED_POLICY_TOO_LARGE,
                        "Packed policy and session tags consume more than the allotted space,"
                                + " please use smaller policy."));
    }

    private static void credentials(XmlWriter result, SessionTokens.Issued issued) {
        result.open("Credentials")
                .element("AccessKeyId", issued.session().key().id())
                .element("SecretAccessKey", issued.session().key().secret())
                .element("SessionToken", issued.token())
                .element("Expiration", IamXml.time(issued.session().expiresAt()))
                .close();
    }

    static ApiException denied(Caller caller, String action, String resource) {
        return new ApiException(
                ApiError.ACCESS_DENIED,
                "User: " + caller.arn() + " is not authorized to perform: " + action + " on resource: " + resource);
    }
}
