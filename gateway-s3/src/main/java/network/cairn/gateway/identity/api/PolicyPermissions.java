package network.cairn.gateway.identity.api;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.identity.PolicyCheck;
import network.cairn.gateway.policy.AccessJudge;
import network.cairn.gateway.policy.AccessRequest;
import network.cairn.gateway.policy.Callers;
import network.cairn.gateway.policy.ConditionContext;
import network.cairn.gateway.policy.ParsedPolicies;
import network.cairn.gateway.policy.Policy;
import network.cairn.gateway.policy.PolicyException;
import network.cairn.gateway.policy.Principal;
import network.cairn.gateway.s3.Caller;

/// {@link Permissions} as the policies of callers and roles give them.
public final class PolicyPermissions implements Permissions {
    /// Says whether a text is a policy for a user, group, role or session.
    public static final PolicyCheck IDENTITY = json -> check(json, Policy::identity);

    /// Says whether a text is a policy that says who may take on a role.
    public static final PolicyCheck TRUST = json -> check(json, Policy::trust);

    private final ParsedPolicies policies = new ParsedPolicies();
    private final InstantSource clock;

    public PolicyPermissions(InstantSource clock) {
        this.clock = clock;
    }

    private interface Parser {
        Policy parse(String json) throws PolicyException;
    }

    private static void check(String json, Parser parser) throws IdentityException {
        try {
            parser.parse(json);
        } catch (PolicyException e) {
            IdentityException.Fault fault = e.reason() == PolicyException.Reason.TOO_LARGE
                    ? IdentityException.Fault.LIMIT_EXCEEDED
                    : IdentityException.Fault.MALFORMED_POLICY;
            throw new IdentityException(fault, e.text(), e);
        }
    }

    @Override
    public boolean allows(Caller caller, String action, String resource, Map<String, List<String>> conditions) {
        AccessRequest asked = asked(caller, action, resource, conditions, Map.of());
        return AccessJudge.judgeAccount(asked, policies.of(caller)).isAllowed();
    }

    @Override
    public boolean allowsAssumption(Caller caller, Assumption assumption) {
        return mayAssume(caller, assumption, "sts:AssumeRole")
                && (assumption.sessionTags().isEmpty() || mayAssume(caller, assumption, "sts:TagSession"));
    }

    private boolean mayAssume(Caller caller, Assumption assumption, String action) {
        var conditions = new HashMap<>(assumption.conditions());
        assumption.externalId().ifPresent(id -> conditions.put("sts:ExternalId", List.of(id)));
        conditions.put("sts:RoleSessionName", List.of(assumption.sessionName()));
        AccessRequest asked = asked(caller, action, assumption.roleArn(), conditions, assumption.sessionTags());
        return AccessJudge.judgeRole(
                        asked, policies.of(caller), assumption.tenant(), policies.ofTrust(assumption.trustPolicy()))
                .isAllowed();
    }

    private AccessRequest asked(
            Caller caller,
            String action,
            String resource,
            Map<String, List<String>> conditions,
            Map<String, String> requestTags) {
        Principal principal = Callers.principal(caller);
        var context = ConditionContext.builder()
                .add("aws:CurrentTime", clock.instant().toString())
                .add("aws:EpochTime", Long.toString(clock.instant().getEpochSecond()));
        conditions.forEach((key, values) -> values.forEach(value -> context.add(key, value)));
        caller.principalTags().forEach((key, value) -> context.add("aws:PrincipalTag/" + key, value));
        requestTags.forEach((key, value) -> context.add("aws:TagKeys", key).add("aws:RequestTag/" + key, value));
        context.add("aws:ViaAWSService", "false");
        caller.tokenIssuedAt()
                .ifPresent(time ->
                        context.add("aws:TokenIssueTime", time.toString()).add("aws:MultiFactorAuthPresent", "false"));
        return new AccessRequest(principal, action, resource, context.build());
    }
}
