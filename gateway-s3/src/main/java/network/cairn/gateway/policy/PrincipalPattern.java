package network.cairn.gateway.policy;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.cairn.gateway.acl.CanonicalUser;

/// One entry of a statement's `Principal` or `NotPrincipal`.
sealed interface PrincipalPattern {
    /// How closely an entry means a principal. It decides what else must agree (IAM's user guide, "Policy
    /// evaluation logic").
    enum Closeness {
        /// Not at all.
        NONE,
        /// As one of its tenant, which must itself let it: an account that is named may pass the permission on.
        TENANT,
        /// By its role, or by the user it acts for: boundaries and session policies still limit it.
        ROLE,
        /// Itself, or everybody.
        ITSELF
    }

    Closeness closeness(Principal principal);

    /// Whether it stands for a known few and not for whoever comes.
    default boolean isFixed() {
        return true;
    }

    /// `*`
    record Everybody() implements PrincipalPattern {
        @Override
        public Closeness closeness(Principal principal) {
            return Closeness.ITSELF;
        }

        @Override
        public boolean isFixed() {
            return false;
        }
    }

    /// A tenant, by its name, its root or its canonical user id.
    record Tenant(String canonicalId) implements PrincipalPattern {
        @Override
        public Closeness closeness(Principal principal) {
            if (!principal.hasTenant()
                    || !CanonicalUser.idOf(principal.tenant()).equals(canonicalId)) {
                return Closeness.NONE;
            }
            return principal instanceof Principal.Root ? Closeness.ITSELF : Closeness.TENANT;
        }
    }

    /// A user, a role or a session by its ARN, which has no wildcards.
    record Named(String arn) implements PrincipalPattern {
        @Override
        public Closeness closeness(Principal principal) {
            if (!principal.hasTenant()) {
                return Closeness.NONE;
            }
            if (principal.arn().equals(arn)) {
                return Closeness.ITSELF;
            }
            return principal.names().contains(arn) ? Closeness.ROLE : Closeness.NONE;
        }
    }

    /// A part of the gateway.
    record Service(String name) implements PrincipalPattern {
        @Override
        public Closeness closeness(Principal principal) {
            return principal.equals(new Principal.Service(name)) ? Closeness.ITSELF : Closeness.NONE;
        }
    }

    /// Somebody known to an identity provider. This gateway has none, so that it is nobody; but a policy that
    /// names one is public, as AWS has it.
    record Federated(String provider) implements PrincipalPattern {
        @Override
        public Closeness closeness(Principal principal) {
            return Closeness.NONE;
        }

        @Override
        public boolean isFixed() {
            return false;
        }
    }

    /// The forms of the texts in policies.
    final class Forms {
        private static final String TENANT = "([a-z0-9][a-z0-9-]{0,62})";
        private static final String NAME = "[\\w+=,.@-]{1,128}";
        private static final Pattern BARE = Pattern.compile(TENANT);
        private static final Pattern ROOT = Pattern.compile("arn:aws:iam::" + TENANT + ":root");
        private static final Pattern IDENTITY =
                Pattern.compile("arn:aws:iam::" + TENANT + ":(user|role)/([\\x21-\\x7E&&[^*?]]{1,512}/)?" + NAME);
        private static final Pattern SESSION = Pattern.compile(
                "arn:aws:sts::" + TENANT + ":(assumed-role/" + NAME + "/" + NAME + "|federated-user/" + NAME + ")");
        private static final Pattern SERVICE_NAME = Pattern.compile("[a-z0-9.-]{1,128}\\.amazonaws\\.com");
        private static final int CHARS_MAX = 1024;

        private Forms() {}
    }

    /// An entry of a kind such as `AWS`; empty where there is none of that form.
    static Optional<PrincipalPattern> of(String kind, String text) {
        if (text.isEmpty() || text.length() > Forms.CHARS_MAX) {
            return Optional.empty();
        }
        return switch (kind) {
            case "AWS" -> aws(text);
            case "CanonicalUser" -> CanonicalUser.isId(text) ? Optional.of(new Tenant(text)) : Optional.empty();
            case "Service" ->
                Forms.SERVICE_NAME.matcher(text).matches() ? Optional.of(new Service(text)) : Optional.empty();
            case "Federated" -> Optional.of(new Federated(text));
            default -> Optional.empty();
        };
    }

    private static Optional<PrincipalPattern> aws(String text) {
        if (text.equals("*")) {
            return Optional.of(new Everybody());
        }
        if (Forms.BARE.matcher(text).matches()) {
            return Optional.of(new Tenant(CanonicalUser.idOf(text)));
        }
        Matcher root = Forms.ROOT.matcher(text);
        if (root.matches()) {
            return Optional.of(new Tenant(CanonicalUser.idOf(root.group(1))));
        }
        boolean named = Forms.IDENTITY.matcher(text).matches()
                || Forms.SESSION.matcher(text).matches();
        return named ? Optional.of(new Named(text)) : Optional.empty();
    }
}
