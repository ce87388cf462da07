package network.cairn.gateway.identity;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names by which policies know principals; a tenant's name stands where AWS has the number of an account.
public final class Arns {
    private static final Pattern IAM = Pattern.compile("arn:aws:iam::([a-z0-9-]{0,63}):(role|policy|user|group)(/.*)");

    private Arns() {}

    public static String root(String tenant) {
        return "arn:aws:iam::" + tenant + ":root";
    }

    public static String user(String tenant, Registration user) {
        return iam(tenant, "user", user);
    }

    public static String group(String tenant, Registration group) {
        return iam(tenant, "group", group);
    }

    public static String role(String tenant, Registration role) {
        return iam(tenant, "role", role);
    }

    public static String policy(String tenant, Registration policy) {
        return iam(tenant, "policy", policy);
    }

    public static String assumedRole(String tenant, String role, String session) {
        return "arn:aws:sts::" + tenant + ":assumed-role/" + role + "/" + session;
    }

    public static String federatedUser(String tenant, String name) {
        return "arn:aws:sts::" + tenant + ":federated-user/" + name;
    }

    /// Of something that may not be there, such as a user about to be made.
    public static String iam(String tenant, String kind, String path, String name) {
        return "arn:aws:iam::" + tenant + ":" + kind + path + name;
    }

    private static String iam(String tenant, String kind, Registration one) {
        return iam(tenant, kind, one.path(), one.name());
    }

    /// An ARN of IAM taken apart.
    ///
    /// @param kind `user`, `group`, `role` or `policy`
    /// @param path with a slash at both ends
    public record Parsed(String tenant, String kind, String path, String name) {}

    /// Empty where the text is no ARN of a user, group, role or policy.
    public static Optional<Parsed> parse(String arn) {
        Matcher matcher = IAM.matcher(arn);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String pathAndName = matcher.group(3);
        int end = pathAndName.lastIndexOf('/') + 1;
        String name = pathAndName.substring(end);
        return name.isEmpty()
                ? Optional.empty()
                : Optional.of(new Parsed(matcher.group(1), matcher.group(2), pathAndName.substring(0, end), name));
    }
}
