package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.Signature;

/// Pays the sender, a channel's provider, what a voucher comes to beyond what was redeemed before.
///
/// @param signature the client's, of the voucher
public record RedeemVoucher(Voucher voucher, Signature signature) implements StorageOrder {
    static final int CODE = 39;

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void writeFields(CanonicalWriter writer) {
        voucher.write(writer);
        writer.id(signature);
    }

    static RedeemVoucher read(CanonicalReader reader) throws CodecException {
        return new RedeemVoucher(
                Voucher.read(reader), Signature.of(reader.fixed(Signature.LENGTH_BYTES, "voucher's signature")));
    }
}
