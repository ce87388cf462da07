package network.cairn.gateway.policy;

import java.util.Optional;

/// The version of the language a policy is written in. A policy that names none is of the older.
enum PolicyVersion {
    V2008("2008-10-17"),
    V2012("2012-10-17");

    private final String text;

    PolicyVersion(String text) {
        this.text = text;
    }

    /// Whether `${...}` stands for something.
    boolean hasVariables() {
        return this == V2012;
    }

    static Optional<PolicyVersion> of(String text) {
        for (PolicyVersion version : values()) {
            if (version.text.equals(text)) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }
}
