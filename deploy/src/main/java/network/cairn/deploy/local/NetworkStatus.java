package network.cairn.deploy.local;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a local network is.
///
/// @param folder where it keeps everything
/// @param endpoint of its S3 gateway, a URL
/// @param secureEndpoint the same by HTTPS; null where it has none
/// @param authorityFile the certificate that clients trust for it, in PEM; null where it has none
/// @param nodes in the order of their numbers
/// @param validators in the order of their numbers; none in a network without a chain
/// @param chain how the chain is; null in a network without one
public record NetworkStatus(
        Health health,
        String folder,
        String endpoint,
        @Nullable String secureEndpoint,
        @Nullable String authorityFile,
        String scheme,
        List<RoleStatus> nodes,
        RoleStatus gateway,
        List<RoleStatus> validators,
        @Nullable LedgerStatus chain) {
    public NetworkStatus {
        nodes = List.copyOf(nodes);
        validators = List.copyOf(validators);
    }

    /// The whole in a word.
    public enum Health {
        /// Every role is up and every node takes pieces.
        OK("every role is up"),
        /// Something is down, but all objects can be read and new ones written.
        DEGRADED("a role is down or read-only; objects can be read and written"),
        /// Too few nodes take pieces, or some objects may miss more pieces than they can.
        IMPAIRED("too many nodes are down: writes may be refused, and some objects may be unreadable"),
        /// The gateway does not answer.
        DOWN("the gateway does not answer");

        private final String meaning;

        Health(String meaning) {
            this.meaning = meaning;
        }

        public String meaning() {
            return meaning;
        }

        /// @param k pieces that suffice to read
        /// @param success durable pieces of a finished upload
        static Health of(List<RoleStatus> nodes, RoleStatus gateway, List<RoleStatus> validators, int k, int success) {
            long up = nodes.stream().filter(RoleStatus::up).count();
            long writable = nodes.stream().filter(RoleStatus::takesPieces).count();
            if (!gateway.up()) {
                return DOWN;
            }
            if (writable == nodes.size()) {
                return validators.stream().allMatch(RoleStatus::up) ? OK : DEGRADED;
            }
            return writable >= success && nodes.size() - up <= success - k ? DEGRADED : IMPAIRED;
        }
    }
}
