package network.cairn.gateway.policy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes a policy of a JSON document, refusing everything that AWS refuses: what an author got wrong must be
/// told, never ignored. IAM's user guide, "Grammar of the IAM JSON policy language", is what documents are held
/// to.
final class PolicyParser {
    private static final Set<String> ELEMENTS = Set.of("Version", "Id", "Statement");

    private final PolicyKind kind;
    private final String json;
    private final String bucketName;
    private final Set<String> statementIds = new HashSet<>();

    PolicyParser(PolicyKind kind, String json) {
        this(kind, json, "");
    }

    /// @param bucketName whose policy it is, "" for other kinds
    PolicyParser(PolicyKind kind, String json, String bucketName) {
        this.kind = kind;
        this.json = json;
        this.bucketName = bucketName;
    }

    Policy parse() throws PolicyException {
        kind.checkSize(json);
        if (!json.startsWith("{")) {
            throw kind.syntax("Policies must be valid JSON and the first byte must be '{'");
        }
        var elements = Elements.of(read(), kind, "the policy");
        elements.refuseOthers(ELEMENTS);
        List<Json> each = Elements.each(elements.required("Statement"));
        if (each.isEmpty()) {
            throw kind.syntax("Could not parse the policy: Statement is empty!");
        }
        if (each.size() > PolicyKind.STATEMENTS_MAX) {
            throw new PolicyException(
                    PolicyException.Reason.TOO_LARGE,
                    each.size() + " statements, at most " + PolicyKind.STATEMENTS_MAX + " are allowed");
        }
        PolicyVersion version = version(elements.get("Version"));
        elements.text("Id");
        List<Statement> statements = new ArrayList<>();
        Set<String> principals = new LinkedHashSet<>();
        for (Json one : each) {
            var parser = new StatementParser(Elements.of(one, kind, "a statement"), kind, version, rules());
            statements.add(parser.parse());
            principals.addAll(parser.principals());
        }
        return new Policy(json, statements, principals);
    }

    private StatementRules rules() {
        return switch (kind) {
            case IDENTITY -> new IdentityRules(statementIds);
            case BUCKET -> new BucketRules(bucketName);
            case TRUST -> new TrustRules();
        };
    }

    private Json read() throws PolicyException {
        try {
            return Json.read(json);
        } catch (IOException e) {
            throw new PolicyException(kind.syntax("").text(), e);
        }
    }

    private static PolicyVersion version(@Nullable Json value) throws PolicyException {
        if (value == null) {
            return PolicyVersion.V2008;
        }
        String name = value instanceof Json.Text(String text) ? text : "";
        return PolicyVersion.of(name)
                .orElseThrow(() -> new PolicyException("The policy must contain a valid version string"));
    }
}
