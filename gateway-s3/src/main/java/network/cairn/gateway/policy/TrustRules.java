package network.cairn.gateway.policy;

import java.util.Set;

/// IAM's rules for the policies of roles, which say who may take a role on.
final class TrustRules implements StatementRules {
    private static final Set<String> ACTIONS = Set.of(
            "sts:AssumeRole",
            "sts:AssumeRoleWithSAML",
            "sts:AssumeRoleWithWebIdentity",
            "sts:SetSourceIdentity",
            "sts:TagSession");

    @Override
    public void checkAction(String action) throws PolicyException {
        if (ACTIONS.stream().noneMatch(action::equalsIgnoreCase)) {
            throw new PolicyException("AssumeRole policy may only specify STS AssumeRole actions.");
        }
    }

    @Override
    public ArnPattern resource(String text, PolicyVersion version) throws PolicyException {
        throw new PolicyException("Has prohibited field Resource");
    }
}
