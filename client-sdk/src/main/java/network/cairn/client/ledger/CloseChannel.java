package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.Digest;

/// Gives the rest of a channel back to its client: at any time from its provider, from the client once it has
/// expired.
public record CloseChannel(Digest channel) implements StorageOrder {
    static final int CODE = 40;

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void writeFields(CanonicalWriter writer) {
        writer.id(channel);
    }

    static CloseChannel read(CanonicalReader reader) throws CodecException {
        return new CloseChannel(Digest.of(reader.fixed(Digest.LENGTH_BYTES, "channel")));
    }
}
