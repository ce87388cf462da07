package network.cairn.chain.net;

import java.util.Optional;
import network.cairn.client.ledger.Endpoint;
import network.cairn.proofs.id.ActorId;

/// How it stands with one peer.
///
/// @param endpoint where it is dialled, if that is known
/// @param validator whether it is of a set in force
/// @param connected whether messages reach it now
/// @param dialled whether this end made the connection
/// @param penalty of its misbehaviour
/// @param banned whether it is shut out now
/// @param bytesIn received on this connection
/// @param bytesOut sent on this connection
/// @param bytesWaiting that wait to be sent
/// @param framesDropped that gave way to others since it is known
/// @param software its version, as it says
public record PeerStatus(
        ActorId id,
        Optional<Endpoint> endpoint,
        boolean validator,
        boolean connected,
        boolean dialled,
        int penalty,
        boolean banned,
        long bytesIn,
        long bytesOut,
        long bytesWaiting,
        long framesDropped,
        String software) {}
