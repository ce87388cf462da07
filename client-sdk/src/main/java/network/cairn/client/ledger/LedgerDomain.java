package network.cairn.client.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.Digest;

/// The first byte of each thing the ledger hashes, so that no hash serves for two kinds of thing. `04` and `05`,
/// leaf and inner node of the state tree, are in `proofs`, as are `02`, `03`, `0f` and `10`, which are of the trees
/// of pieces and deals.
final class LedgerDomain {
    static final int TRANSACTION = 0x06;
    static final int TRANSACTIONS_LEAF = 0x07;
    static final int TRANSACTIONS_INNER = 0x08;
    static final int HEADER = 0x09;
    static final int VALIDATOR_SET = 0x0a;
    static final int GENESIS = 0x0b;
    static final int STATE_KEY = 0x0c;
    static final int OUTCOMES = 0x0d;
    static final int TRANSACTIONS_ROOT = 0x0e;
    static final int DEAL_ID = 0x11;
    static final int CHANNEL_ID = 0x12;

    /// Before the body of a signed transaction.
    static final byte[] SIGNED_TRANSACTION = "cairn.transaction.v1".getBytes(StandardCharsets.US_ASCII);

    /// Before a signed vote.
    static final byte[] SIGNED_VOTE = "cairn.vote.v1".getBytes(StandardCharsets.US_ASCII);

    /// Before a signed revision of a deal's pieces.
    static final byte[] SIGNED_REVISION = "cairn.revision.v1".getBytes(StandardCharsets.US_ASCII);

    /// Before a signed voucher for egress.
    static final byte[] SIGNED_VOUCHER = "cairn.voucher.v1".getBytes(StandardCharsets.US_ASCII);

    private static final MessageDigest SHA_256 = newSha256();

    private LedgerDomain() {}

    /// SHA-256 of the domain's byte and these parts, one after the other.
    static byte[] hash(int domain, byte[]... parts) {
        MessageDigest sha256 = sha256();
        sha256.update((byte) domain);
        for (byte[] part : parts) {
            sha256.update(part);
        }
        return sha256.digest();
    }

    /// A fresh SHA-256. To look one up by name costs as much as to hash a header.
    private static MessageDigest sha256() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's SHA-256 can be copied", e);
        }
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static Digest digest(int domain, byte[]... parts) {
        return Digest.of(hash(domain, parts));
    }

    /// A public key that is checked whole, as of a validator.
    static PublicIdentity publicIdentity(CanonicalReader reader, String field) throws CodecException {
        return checked(field, () -> PublicIdentity.of(key(reader, field)));
    }

    /// A public key whose owner alone is harmed if it is weak, as of a transaction's sender.
    static PublicIdentity sender(CanonicalReader reader, String field) throws CodecException {
        return checked(field, () -> PublicIdentity.ofSender(key(reader, field)));
    }

    static void writeOptional(CanonicalWriter writer, Optional<Long> value) {
        writer.bool(value.isPresent());
        value.ifPresent(writer::u64);
    }

    static Optional<Long> readOptional(CanonicalReader reader, String field) throws CodecException {
        return reader.bool(field + " is there") ? Optional.of(reader.u64(field)) : Optional.empty();
    }

    private static byte[] key(CanonicalReader reader, String field) throws CodecException {
        return reader.fixed(PublicIdentity.KEY_LENGTH_BYTES, field);
    }

    /// Builds a value from what was decoded; a value its own constructor refuses is not a canonical
    /// encoding.
    static <T> T checked(String field, Decoding<T> decoding) throws CodecException {
        try {
            return decoding.decode();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CodecException(field + ": " + e.getMessage(), e);
        }
    }

    @FunctionalInterface
    interface Decoding<T> {
        T decode() throws CodecException;
    }
}
