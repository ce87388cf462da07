package network.cairn.client.identity;

import network.cairn.proofs.id.Signature;

/// Signs as one actor. An {@link Identity} is the real one; a simulation brings a cheaper one of its own.
public interface Signer {
    PublicIdentity publicIdentity();

    Signature sign(byte[] message);
}
