package network.cairn.client.ledger;

import network.cairn.client.identity.PublicIdentity;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;

/// Money set aside by a client for what a provider serves it.
///
/// @param client whose it is, and by whose key vouchers are checked
/// @param provider who is paid
/// @param deposit what was set aside
/// @param redeemed what of it has been paid
/// @param expiryMillis the time of the first block in which the client may have the rest back
public record Channel(PublicIdentity client, ActorId provider, Amount deposit, Amount redeemed, long expiryMillis) {
    /// The id of the channel that a client's transaction of this nonce opens.
    public static Digest idOf(ChainId chain, ActorId client, long nonce) {
        byte[] number = new CanonicalWriter().u64(nonce).toBytes();
        return LedgerDomain.digest(LedgerDomain.CHANNEL_ID, chain.toBytes(), client.toBytes(), number);
    }

    /// What is left in it.
    public Amount left() {
        return deposit.minusExact(redeemed);
    }

    public Channel redeemed(Amount total) {
        return new Channel(client, provider, deposit, total, expiryMillis);
    }

    public byte[] encode() {
        var writer = new CanonicalWriter().fixed(client.toBytes()).id(provider);
        deposit.write(writer);
        redeemed.write(writer);
        return writer.u64(expiryMillis).toBytes();
    }

    public static Channel decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var channel = new Channel(
                LedgerDomain.sender(reader, "channel client"),
                ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "channel provider")),
                Amount.read(reader, "channel deposit"),
                Amount.read(reader, "channel redeemed"),
                reader.u64("channel expiry"));
        reader.end();
        return channel;
    }
}
