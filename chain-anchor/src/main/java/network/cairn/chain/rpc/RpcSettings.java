package network.cairn.chain.rpc;

import java.util.Optional;

/// What an operator decides about the RPC.
///
/// @param listenHost address or name to listen on
/// @param listenPort TCP port to listen on; 0 lets the system choose
/// @param allowedOrigin web pages of which origin may use it, `*` for all; empty for none
/// @param limits what clients may ask
public record RpcSettings(String listenHost, int listenPort, Optional<String> allowedOrigin, RpcLimits limits) {
    public RpcSettings {
        if (listenHost.isBlank()) {
            throw new IllegalArgumentException("listenHost is empty; 0.0.0.0 listens on every interface");
        }
        if (listenPort < 0 || listenPort > 65535) {
            throw new IllegalArgumentException("listenPort is 0 .. 65535, not " + listenPort);
        }
        if (allowedOrigin.isPresent() && !allowedOrigin.get().chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new IllegalArgumentException("an origin is printable ASCII without blanks");
        }
    }
}
