package network.cairn.chain.net;

import java.util.Map;
import network.cairn.client.ledger.Endpoint;
import network.cairn.proofs.id.ActorId;

/// What an operator decides about the mesh.
///
/// @param listenHost address or name to listen on, `0.0.0.0` for every interface
/// @param listenPort TCP port to listen on; 0 lets the system choose
/// @param configured peers to dial beside the validators, and where; where one is a validator, this goes
///     before the address the ledger has of it
/// @param limits what peers may do
/// @param misbehaviourPenalty what one misbehaviour that is no garbage adds to a peer's penalty
/// @param software this software's version, for people
public record MeshSettings(
        String listenHost,
        int listenPort,
        Map<ActorId, Endpoint> configured,
        MeshLimits limits,
        int misbehaviourPenalty,
        String software) {
    /// Ten misbehaviours in quick succession are a ban, by default.
    public static final int MISBEHAVIOUR_PENALTY_DEFAULT = 10;

    public MeshSettings {
        if (listenHost.isBlank()) {
            throw new IllegalArgumentException("listenHost is empty; 0.0.0.0 listens on every interface");
        }
        if (listenPort < 0 || listenPort > 65535) {
            throw new IllegalArgumentException("listenPort is 0 .. 65535, not " + listenPort);
        }
        configured = Map.copyOf(configured);
    }
}
