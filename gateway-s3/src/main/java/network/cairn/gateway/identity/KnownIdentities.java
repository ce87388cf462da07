package network.cairn.gateway.identity;

import java.util.Optional;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.acl.CanonicalUsers;
import network.cairn.gateway.policy.KnownPrincipals;
import org.jspecify.annotations.Nullable;

/// Whom access control lists and policies can name: the identities of a gateway.
public final class KnownIdentities implements CanonicalUsers, KnownPrincipals {
    private static final String ROOT = ":root";

    private final Identities identities;

    public KnownIdentities(Identities identities) {
        this.identities = identities;
    }

    @Override
    public @Nullable CanonicalUser byId(String id) {
        for (String tenant : identities.directory().accounts().keySet()) {
            CanonicalUser user = CanonicalUser.of(tenant);
            if (user.id().equals(id)) {
                return user;
            }
        }
        return null;
    }

    @Override
    public boolean exists(String principal) {
        Directory directory = identities.directory();
        if (directory.find(principal).isPresent() || byId(principal) != null) {
            return true;
        }
        if (principal.endsWith(ROOT)) {
            String tenant = principal.substring(0, principal.length() - ROOT.length());
            return directory.find(tenant.substring(tenant.lastIndexOf(':') + 1)).isPresent();
        }
        Optional<Arns.Parsed> arn = Arns.parse(principal);
        if (arn.isEmpty()) {
            // A session may begin at any time.
            return principal.startsWith("arn:aws:sts::");
        }
        Optional<Account> account = directory.find(arn.get().tenant());
        return account.isPresent()
                && switch (arn.get().kind()) {
                    case "user" -> account.get().users().find(arn.get().name()).isPresent();
                    case "role" -> account.get().roles().find(arn.get().name()).isPresent();
                    default -> false;
                };
    }
}
