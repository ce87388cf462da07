package network.cairn.client.wire.v1;

import java.util.Base64;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.identity.Signer;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Voucher;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.Signature;

/// A voucher for egress as it travels with a read. Whose key signed it is not in it: the channel on the ledger says
/// whose key has to have.
///
/// @param signature the channel's client's, of the voucher
public record SignedVoucher(Voucher voucher, Signature signature) {
    /// The bytes that every encoding takes.
    public static final int ENCODED_BYTES =
            Digest.LENGTH_BYTES + Amount.LENGTH_BYTES + Long.BYTES + Signature.LENGTH_BYTES;

    /// The characters that the header takes: four for three bytes, and nothing is left over.
    public static final int HEADER_CHARACTERS = ENCODED_BYTES / 3 * 4;

    /// The voucher, signed by the channel's client.
    public static SignedVoucher sign(Voucher voucher, Signer client, ChainId chain) {
        return new SignedVoucher(voucher, voucher.sign(client, chain));
    }

    public boolean isSignedBy(PublicIdentity client, ChainId chain, SignatureVerifier verifier) {
        return voucher.isSignedBy(client, chain, signature, verifier);
    }

    public byte[] encode() {
        var writer = new CanonicalWriter();
        voucher.write(writer);
        return writer.id(signature).toBytes();
    }

    public static SignedVoucher decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var voucher = new SignedVoucher(
                Voucher.read(reader), Signature.of(reader.fixed(Signature.LENGTH_BYTES, "voucher signature")));
        reader.end();
        return voucher;
    }

    /// The encoding in base64url without padding, as {@link NodeRoutes#VOUCHER_HEADER} carries it.
    public String toHeader() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(encode());
    }

    public static SignedVoucher fromHeader(String header) throws CodecException {
        if (header.length() != HEADER_CHARACTERS) {
            throw new CodecException(
                    "a voucher is " + HEADER_CHARACTERS + " characters of base64url, not " + header.length());
        }
        byte[] encoded;
        try {
            encoded = Base64.getUrlDecoder().decode(header);
        } catch (IllegalArgumentException e) {
            throw new CodecException("a voucher is not base64url: " + e.getMessage(), e);
        }
        return decode(encoded);
    }
}
