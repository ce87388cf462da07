package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// What the ledger keeps of a storage provider.
///
/// @param registeredHeight the block that took its registration
/// @param updatedHeight the block that took its newest terms
public record Provider(ProviderTerms terms, long registeredHeight, long updatedHeight) {
    public byte[] encode() {
        var writer = new CanonicalWriter();
        terms.write(writer);
        return writer.u64(registeredHeight).u64(updatedHeight).toBytes();
    }

    public static Provider decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var provider =
                new Provider(ProviderTerms.read(reader), reader.u64("registered height"), reader.u64("updated height"));
        reader.end();
        return provider;
    }
}
