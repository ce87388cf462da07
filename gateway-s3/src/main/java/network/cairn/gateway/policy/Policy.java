package network.cairn.gateway.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.gateway.policy.PrincipalPattern.Closeness;

/// A policy of one of three kinds, valid for its kind, as it was written.
///
/// Parsing costs more than asking: keep the parsed form where the same policy is asked often.
public final class Policy {
    private final String document;
    private final List<Statement> statements;
    private final Set<String> principals;

    Policy(String document, List<Statement> statements, Set<String> principals) {
        this.document = document;
        this.statements = List.copyOf(statements);
        this.principals = Set.copyOf(principals);
    }

    /// Of a user, group, role, boundary or session: what its bearer may do. It names no principals.
    public static Policy identity(String json) throws PolicyException {
        return new PolicyParser(PolicyKind.IDENTITY, json).parse();
    }

    /// Of a bucket: who may do what with it and what is in it.
    public static Policy bucket(String json, String bucketName) throws PolicyException {
        return new PolicyParser(PolicyKind.BUCKET, json, bucketName).parse();
    }

    /// Of a role: who may take it on. It names no resources.
    public static Policy trust(String json) throws PolicyException {
        return new PolicyParser(PolicyKind.TRUST, json).parse();
    }

    /// The text it was parsed from, unchanged.
    public String document() {
        return document;
    }

    /// The principals it names, as it names them, but for `*`, services and identity providers. Whether they
    /// exist is not known here: S3 refuses policies that name others with "Invalid principal in policy".
    public Set<String> principals() {
        return principals;
    }

    /// Whether it lets in more than a known few; of bucket policies.
    public PolicyStatus status() {
        return PolicyStatus.of(this);
    }

    List<Statement> statements() {
        return statements;
    }

    /// What a policy says to a request.
    ///
    /// @param denied the statement that forbids it, if one does
    /// @param allowed the statement that allows it and means who sends it most closely, if one does
    /// @param closeness how closely that is
    record Answer(Optional<Statement> denied, Optional<Statement> allowed, Closeness closeness) {
        static final Answer SILENCE = new Answer(Optional.empty(), Optional.empty(), Closeness.NONE);
    }

    Answer answer(AccessRequest request, ConditionContext context) {
        Optional<Statement> allowed = Optional.empty();
        Closeness closest = Closeness.NONE;
        for (Statement statement : statements) {
            Closeness closeness = statement.applies(request, context);
            if (closeness == Closeness.NONE) {
                continue;
            }
            if (statement.effect() == Effect.DENY) {
                return new Answer(Optional.of(statement), Optional.empty(), Closeness.NONE);
            }
            if (closeness.compareTo(closest) > 0) {
                closest = closeness;
                allowed = Optional.of(statement);
            }
        }
        return new Answer(Optional.empty(), allowed, closest);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Policy policy && document.equals(policy.document);
    }

    @Override
    public int hashCode() {
        return document.hashCode();
    }

    @Override
    public String toString() {
        return "Policy[statements=" + statements.size() + ", chars=" + document.length() + "]";
    }
}
