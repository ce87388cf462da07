package network.cairn.node.egress;

import java.math.BigInteger;
import java.util.Optional;
import network.cairn.client.egress.EgressCost;
import network.cairn.client.ledger.Amount;
import network.cairn.client.wire.v1.SignedVoucher;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Digest;

/// A channel's account as it is kept on the disk.
///
/// @param served what has been served out of the channel comes to
/// @param best the voucher with the greatest total
record ChannelRow(Digest channel, ActorId client, long expiryMillis, EgressCost served, Optional<SignedVoucher> best) {
    private static final int FRACTION_BITS = 30;

    Amount total() {
        return best.map(signed -> signed.voucher().total()).orElse(Amount.ZERO);
    }

    byte[] encode() {
        var writer = new CanonicalWriter().id(channel).id(client).u64(expiryMillis);
        BigInteger parts = served.parts();
        Amount.of(parts.shiftRight(FRACTION_BITS)).write(writer);
        writer.u32(parts.intValue() & (1 << FRACTION_BITS) - 1).bool(best.isPresent());
        best.ifPresent(signed -> writer.fixed(signed.encode()));
        return writer.toBytes();
    }

    static ChannelRow decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var channel = Digest.of(reader.fixed(Digest.LENGTH_BYTES, "row's channel"));
        var client = ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "row's client"));
        long expiryMillis = reader.u64("row's expiry");
        BigInteger units = Amount.read(reader, "row's units served").toBigInteger();
        int fraction = reader.u32("row's part of a unit served");
        if (fraction >= 1 << FRACTION_BITS) {
            throw new CodecException("a row's part of a unit is below 2^30, not " + fraction);
        }
        Optional<SignedVoucher> best = reader.bool("row has a voucher")
                ? Optional.of(SignedVoucher.decode(reader.fixed(SignedVoucher.ENCODED_BYTES, "row's voucher")))
                : Optional.empty();
        reader.end();
        var served = new EgressCost(units.shiftLeft(FRACTION_BITS).add(BigInteger.valueOf(fraction)));
        return new ChannelRow(channel, client, expiryMillis, served, best);
    }
}
