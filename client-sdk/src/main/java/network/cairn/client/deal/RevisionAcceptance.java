package network.cairn.client.deal;

import network.cairn.client.ledger.Revision;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.Signature;

/// A client's signature of a revision that its provider has offered.
public record RevisionAcceptance(Revision revision, Signature client) {
    public static final int ENCODED_BYTES_MAX = 512;

    public byte[] encode() {
        var writer = new CanonicalWriter();
        revision.write(writer);
        return writer.id(client).toBytes();
    }

    public static RevisionAcceptance decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var acceptance = new RevisionAcceptance(
                Revision.read(reader), Signature.of(reader.fixed(Signature.LENGTH_BYTES, "client's signature")));
        reader.end();
        return acceptance;
    }
}
