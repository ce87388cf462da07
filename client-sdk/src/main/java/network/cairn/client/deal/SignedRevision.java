package network.cairn.client.deal;

import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.Revision;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.Signature;

/// A revision with the signatures of both parties: what the ledger takes.
///
/// @param client the client's signature
/// @param provider the provider's
public record SignedRevision(Revision revision, Signature client, Signature provider) {
    public boolean isSigned(DealParties parties, SignatureVerifier verifier) {
        return revision.deal().equals(parties.deal())
                && revision.isSignedBy(parties.client(), parties.chain(), client, verifier)
                && revision.isSignedBy(parties.provider(), parties.chain(), provider, verifier);
    }

    public void write(CanonicalWriter writer) {
        revision.write(writer);
        writer.id(client).id(provider);
    }

    public static SignedRevision read(CanonicalReader reader) throws CodecException {
        return new SignedRevision(
                Revision.read(reader),
                Signature.of(reader.fixed(Signature.LENGTH_BYTES, "client's signature")),
                Signature.of(reader.fixed(Signature.LENGTH_BYTES, "provider's signature")));
    }
}
