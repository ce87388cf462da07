package network.cairn.client.ledger;

import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.identity.Signer;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Signature;
import network.cairn.proofs.id.TransactionId;

/// A signed order to the ledger.
///
/// @param chain the chain it is for
/// @param sender who orders and pays the fee
/// @param nonce how many of the sender's transactions the ledger has taken before this one
/// @param fee paid whether or not the body can be carried out; at least the chain's price for the
///     encoded size
/// @param body what is to be done
/// @param signature the sender's, over all of the above
public record Transaction(
        ChainId chain, PublicIdentity sender, long nonce, Amount fee, TransactionBody body, Signature signature) {
    /// The longest encoding there is; a chain may allow less.
    public static final int ENCODED_BYTES_MAX = 320 << 10;

    public Transaction {
        if (nonce < 0) {
            throw new IllegalArgumentException("a nonce is not negative: " + nonce);
        }
    }

    /// The transaction, signed.
    public static Transaction sign(Signer sender, ChainId chain, long nonce, Amount fee, TransactionBody body) {
        var identity = sender.publicIdentity();
        return new Transaction(
                chain, identity, nonce, fee, body, sender.sign(signedBytes(chain, identity, nonce, fee, body)));
    }

    private static byte[] signedBytes(
            ChainId chain, PublicIdentity sender, long nonce, Amount fee, TransactionBody body) {
        var writer = new CanonicalWriter()
                .fixed(LedgerDomain.SIGNED_TRANSACTION)
                .id(chain)
                .fixed(sender.toBytes())
                .u64(nonce);
        fee.write(writer);
        return writer.bytes(body.encode()).toBytes();
    }

    public boolean isSignedBySender(SignatureVerifier verifier) {
        return verifier.verify(sender, signedBytes(chain, sender, nonce, fee, body), signature);
    }

    /// SHA-256 of the domain byte `06` and the encoding.
    public TransactionId id() {
        return idOf(encode());
    }

    /// The id of the transaction with this encoding, which is not looked into.
    public static TransactionId idOf(byte[] encoded) {
        return TransactionId.of(LedgerDomain.hash(LedgerDomain.TRANSACTION, encoded));
    }

    public byte[] encode() {
        var writer = new CanonicalWriter().id(chain).fixed(sender.toBytes()).u64(nonce);
        fee.write(writer);
        return writer.bytes(body.encode()).id(signature).toBytes();
    }

    /// Reads a transaction; its signature is not checked.
    ///
    /// @throws CodecException if these bytes are not the encoding of a transaction
    public static Transaction decode(byte[] encoded) throws CodecException {
        if (encoded.length > ENCODED_BYTES_MAX) {
            throw new CodecException("a transaction is at most " + ENCODED_BYTES_MAX + " bytes, not " + encoded.length);
        }
        return read(new CanonicalReader(encoded));
    }

    /// Reads a transaction that is all there is left to read.
    static Transaction read(CanonicalReader reader) throws CodecException {
        var chain = ChainId.of(reader.fixed(ChainId.LENGTH_BYTES, "transaction chain"));
        byte[] key = reader.fixed(PublicIdentity.KEY_LENGTH_BYTES, "transaction sender");
        var sender = LedgerDomain.checked("transaction sender", () -> PublicIdentity.ofSender(key));
        long nonce = reader.u64("transaction nonce");
        var fee = Amount.read(reader, "transaction fee");
        var body = TransactionBody.readWhole(reader.nested(ENCODED_BYTES_MAX, "transaction body"));
        var signature = Signature.of(reader.fixed(Signature.LENGTH_BYTES, "transaction signature"));
        reader.end();
        return new Transaction(chain, sender, nonce, fee, body, signature);
    }
}
