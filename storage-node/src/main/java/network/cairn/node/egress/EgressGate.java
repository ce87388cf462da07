package network.cairn.node.egress;

import java.util.Optional;
import network.cairn.client.wire.v1.SignedVoucher;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Digest;

/// Decides whether a read is paid for well enough to be served. Blocking, for virtual threads; safe for many.
public interface EgressGate extends AutoCloseable {
    /// Whether so many bytes may be served to a client. Those that are admitted count as served at once.
    ///
    /// @param client whose order for the read is valid
    /// @param voucher what came with the read
    /// @throws network.cairn.client.kv.KeyValueException if what is owed cannot be kept: then nothing was admitted
    Admission admit(ActorId client, Optional<SignedVoucher> voucher, long lengthBytes) throws InterruptedException;

    /// What is known of a channel; empty where nothing was served out of it.
    Optional<ChannelStanding> standing(Digest channel);

    /// Writes down what is owed. The gate is of no use after it.
    @Override
    void close();

    /// A gate that lets every read pass.
    static EgressGate free() {
        return FreeEgress.INSTANCE;
    }
}
