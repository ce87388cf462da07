package network.cairn.client.ledger;

import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.identity.Signer;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.Signature;

/// A client's promise to pay a provider for egress: all of a channel's so far together, so that the newest is the
/// only one that counts.
///
/// @param channel the channel
/// @param total what has been served since the channel was opened, in units of money
/// @param expiryMillis the channel's expiry, so that a provider sees how long the promise is good for
public record Voucher(Digest channel, Amount total, long expiryMillis) {
    public Signature sign(Signer client, ChainId chain) {
        return client.sign(signedBytes(chain));
    }

    public boolean isSignedBy(PublicIdentity client, ChainId chain, Signature signature, SignatureVerifier verifier) {
        return verifier.verify(client, signedBytes(chain), signature);
    }

    private byte[] signedBytes(ChainId chain) {
        var writer = new CanonicalWriter().fixed(LedgerDomain.SIGNED_VOUCHER).id(chain);
        write(writer);
        return writer.toBytes();
    }

    public void write(CanonicalWriter writer) {
        writer.id(channel);
        total.write(writer);
        writer.u64(expiryMillis);
    }

    public static Voucher read(CanonicalReader reader) throws CodecException {
        return new Voucher(
                Digest.of(reader.fixed(Digest.LENGTH_BYTES, "voucher channel")),
                Amount.read(reader, "voucher total"),
                reader.u64("voucher expiry"));
    }
}
