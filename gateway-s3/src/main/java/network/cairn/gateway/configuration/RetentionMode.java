package network.cairn.gateway.configuration;

import java.util.Optional;

/// How firmly a version is retained.
public enum RetentionMode {
    /// Who may bypass it can end it.
    GOVERNANCE,
    /// Nobody can end it before its time.
    COMPLIANCE;

    static Optional<RetentionMode> of(String name) {
        return switch (name) {
            case "GOVERNANCE" -> Optional.of(GOVERNANCE);
            case "COMPLIANCE" -> Optional.of(COMPLIANCE);
            default -> Optional.empty();
        };
    }
}
