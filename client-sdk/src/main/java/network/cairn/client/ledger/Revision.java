package network.cairn.client.ledger;

import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.identity.Signer;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.deal.SumTree;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.Signature;

/// A state of a deal's list of pieces that its client and its provider agree on by signing it.
///
/// @param deal the deal
/// @param sequence counts the deal's revisions from 1; a later one replaces all before it
/// @param list the root of the list: {@link SumNode#EMPTY} where it is empty
/// @param pieces how many pieces are in it, which the root alone does not tell
/// @param lastEpoch the last epoch in which the ledger takes it: who signs is not bound for ever, should the other
///     party
///     keep its own signature back
public record Revision(DealId deal, long sequence, SumNode list, long pieces, long lastEpoch) {
    public Revision {
        if (sequence < 1 || lastEpoch < 0) {
            throw new IllegalArgumentException(
                    "a deal's revisions count from 1 and its epochs from 0, not " + sequence + " and " + lastEpoch);
        }
        if (pieces < 0
                || pieces > SumTree.ITEMS_MAX
                || pieces > list.leaves()
                || (pieces == 0) != list.equals(SumNode.EMPTY)) {
            throw new IllegalArgumentException(pieces + " pieces of " + list.leaves()
                    + " leaves are no list: a piece has at least one, and a list without pieces has the empty root");
        }
    }

    /// The signature of a party.
    public Signature sign(Signer party, ChainId chain) {
        return party.sign(signedBytes(chain));
    }

    public boolean isSignedBy(PublicIdentity party, ChainId chain, Signature signature, SignatureVerifier verifier) {
        return verifier.verify(party, signedBytes(chain), signature);
    }

    private byte[] signedBytes(ChainId chain) {
        var writer = new CanonicalWriter().fixed(LedgerDomain.SIGNED_REVISION).id(chain);
        write(writer);
        return writer.toBytes();
    }

    public void write(CanonicalWriter writer) {
        writer.id(deal).u64(sequence);
        list.write(writer);
        writer.u64(pieces).u64(lastEpoch);
    }

    public static Revision read(CanonicalReader reader) throws CodecException {
        var deal = DealId.of(reader.fixed(DealId.LENGTH_BYTES, "deal"));
        long sequence = reader.u64("revision sequence");
        var list = SumNode.read(reader, "list");
        long pieces = reader.u64("pieces");
        long lastEpoch = reader.u64("last epoch");
        return LedgerDomain.checked("revision", () -> new Revision(deal, sequence, list, pieces, lastEpoch));
    }
}
