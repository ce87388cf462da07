package network.cairn.gateway.policy;

import java.util.Set;
import java.util.regex.Pattern;

/// IAM's rules for policies of identities. They may speak of any service.
final class IdentityRules implements StatementRules {
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z]*");
    private static final Pattern VENDOR = Pattern.compile("[a-zA-Z0-9.-]+");

    private final Set<String> ids;

    /// @param ids those of the statements before, to which this one's is added
    IdentityRules(Set<String> ids) {
        this.ids = ids;
    }

    @Override
    public void checkId(String id) throws PolicyException {
        if (!ID.matcher(id).matches()) {
            throw new PolicyException("Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the"
                    + " regular expression [0-9A-Za-z]*");
        }
        if (!id.isEmpty() && !ids.add(id)) {
            throw new PolicyException("Statement IDs (SID) in a single policy must be unique.");
        }
    }

    @Override
    public void checkAction(String action) throws PolicyException {
        if (action.equals("*")) {
            return;
        }
        int colon = action.indexOf(':');
        if (colon < 0) {
            throw new PolicyException("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
        }
        if (action.indexOf(':', colon + 1) >= 0) {
            throw new PolicyException("Actions/Condition can contain only one colon.");
        }
        String vendor = action.substring(0, colon);
        if (!VENDOR.matcher(vendor).matches() && !vendor.equals("*")) {
            throw new PolicyException("Vendor " + vendor + " is not valid");
        }
    }

    @Override
    public ArnPattern resource(String text, PolicyVersion version) throws PolicyException {
        return ArnPattern.of(text, version)
                .filter(pattern -> text.equals("*") || text.startsWith("arn:"))
                .orElseThrow(() -> new PolicyException("Resource " + text + " must be in ARN format or \"*\"."));
    }
}
