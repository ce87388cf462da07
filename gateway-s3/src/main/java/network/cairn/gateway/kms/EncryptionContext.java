package network.cairn.gateway.kms;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// What a wrapped data key is bound to: pairs of texts that are not secret, are not in the wrapped key, and
/// must be given again to unwrap it.
public final class EncryptionContext {
    /// The largest, in bytes of its encoding.
    public static final int ENCODED_BYTES_MAX = 6 * 1024;

    private static final int PAIRS_MAX = ENCODED_BYTES_MAX / (2 * Integer.BYTES);

    private final SortedMap<String, String> pairs;
    private final byte[] encoded;

    private EncryptionContext(SortedMap<String, String> pairs, byte[] encoded) {
        this.pairs = pairs;
        this.encoded = encoded;
    }

    /// @throws KeyServiceException `INVALID_REQUEST` if it is too large or has no UTF-8 form
    public static EncryptionContext of(SortedMap<String, String> pairs) throws KeyServiceException {
        var copy = Collections.unmodifiableSortedMap(new TreeMap<>(pairs));
        var writer = new CanonicalWriter().u32(copy.size());
        try {
            for (Map.Entry<String, String> pair : copy.entrySet()) {
                writer.text(pair.getKey()).text(pair.getValue());
            }
        } catch (IllegalArgumentException e) {
            throw new KeyServiceException(
                    KeyServiceException.Reason.INVALID_REQUEST,
                    "The encryption context is not text: " + e.getMessage(),
                    e);
        }
        byte[] encoded = writer.toBytes();
        if (encoded.length > ENCODED_BYTES_MAX) {
            throw KeyServiceException.invalid("The encryption context has " + encoded.length
                    + " bytes with the object's name, at most " + ENCODED_BYTES_MAX + " are allowed");
        }
        return new EncryptionContext(copy, encoded);
    }

    /// Reads one that something else may follow.
    static EncryptionContext read(CanonicalReader reader) throws CodecException {
        var pairs = new TreeMap<String, String>();
        int count = reader.count(PAIRS_MAX, "pairs of encryption context");
        for (int i = 0; i < count; i++) {
            String name = reader.text(ENCODED_BYTES_MAX, "name in encryption context");
            if (!pairs.isEmpty() && pairs.lastKey().compareTo(name) >= 0) {
                throw new CodecException("the encryption context's \"" + name + "\" is out of order");
            }
            pairs.put(name, reader.text(ENCODED_BYTES_MAX, "value in encryption context"));
        }
        try {
            return of(pairs);
        } catch (KeyServiceException e) {
            throw new CodecException(e.text(), e);
        }
    }

    public SortedMap<String, String> pairs() {
        return pairs;
    }

    /// The one form in bytes of these pairs, sorted by name.
    public byte[] toBytes() {
        return encoded.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncryptionContext that && pairs.equals(that.pairs);
    }

    @Override
    public int hashCode() {
        return pairs.hashCode();
    }

    @Override
    public String toString() {
        return "EncryptionContext" + pairs;
    }
}
