package network.cairn.node.egress;

import java.util.Optional;
import network.cairn.client.wire.v1.SignedVoucher;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Digest;

/// The gate of a node that takes no money.
final class FreeEgress implements EgressGate {
    static final FreeEgress INSTANCE = new FreeEgress();

    private FreeEgress() {}

    @Override
    public Admission admit(ActorId client, Optional<SignedVoucher> voucher, long lengthBytes) {
        return new Admission.Admitted(lengthBytes, _ -> {});
    }

    @Override
    public Optional<ChannelStanding> standing(Digest channel) {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
