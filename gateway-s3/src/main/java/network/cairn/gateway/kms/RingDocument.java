package network.cairn.gateway.kms;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.client.encryption.SecretBox;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// The sealed form of a ring: a random id, then the encoded ring cut into boxes.
///
/// Each box is sealed with the id, its number and how many there are, so that none can be left out, moved
/// or taken from another document. An old document in the place of a newer one is not detected.
final class RingDocument {
    /// The largest encoded ring: some 100,000 keys with five versions each.
    static final int RING_BYTES_MAX = 48 << 20;

    /// The largest document.
    static final int SEALED_BYTES_MAX = RING_BYTES_MAX + (1 << 20);

    private static final byte[] MAGIC = "cairn-key-ring".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final String LABEL = "cairn.key-ring.v1";
    private static final int ID_BYTES = 16;
    private static final int PIECE_BYTES = 60 * 1024;
    private static final int BOXES_MAX = Math.ceilDiv(RING_BYTES_MAX, PIECE_BYTES);

    private RingDocument() {}

    /// @throws KeyServiceException `INVALID_REQUEST` if the ring has become too large
    static byte[] seal(Ring ring, SecretBox box, SecureRandom random) throws KeyServiceException {
        byte[] encoded = RingCodec.encode(ring);
        if (encoded.length > RING_BYTES_MAX) {
            throw KeyServiceException.invalid("The key ring would have " + encoded.length + " bytes, at most "
                    + RING_BYTES_MAX + " are kept; delete keys first");
        }
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        int boxes = Math.ceilDiv(encoded.length, PIECE_BYTES);
        var writer = new CanonicalWriter().fixed(MAGIC).u8(VERSION).fixed(id).u32(boxes);
        for (int number = 0; number < boxes; number++) {
            int from = number * PIECE_BYTES;
            byte[] piece = Arrays.copyOfRange(encoded, from, Math.min(from + PIECE_BYTES, encoded.length));
            writer.bytes(box.seal(piece, context(id, number, boxes), random));
        }
        return writer.toBytes();
    }

    static Ring open(byte[] sealed, SecretBox box) throws CodecException, DecryptionException {
        var reader = new CanonicalReader(sealed);
        if (!Arrays.equals(reader.fixed(MAGIC.length, "magic"), MAGIC)) {
            throw new CodecException("it is no key ring");
        }
        int version = reader.u8("version");
        if (version != VERSION) {
            throw new CodecException("it has version " + version + ", this software reads " + VERSION);
        }
        byte[] id = reader.fixed(ID_BYTES, "document id");
        int boxes = reader.count(BOXES_MAX, "boxes");
        var encoded = new CanonicalWriter();
        for (int number = 0; number < boxes; number++) {
            byte[] piece = reader.bytes(PIECE_BYTES + SecretBox.OVERHEAD_BYTES, "box");
            encoded.fixed(box.open(piece, context(id, number, boxes)));
        }
        reader.end();
        return RingCodec.decode(encoded.toBytes());
    }

    private static byte[] context(byte[] id, int number, int boxes) {
        return new CanonicalWriter()
                .text(LABEL)
                .fixed(id)
                .u32(number)
                .u32(boxes)
                .toBytes();
    }
}
