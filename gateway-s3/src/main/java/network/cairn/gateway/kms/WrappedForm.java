package network.cairn.gateway.kms;

import java.nio.charset.StandardCharsets;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.gateway.metadata.StreamId;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;

/// The forms that a stream's wrapped data key has: its first byte says which.
enum WrappedForm {
    /// A box under the bucket's wrapping key, which begins with the version of boxes.
    NETWORK(1),
    /// Under a customer's key, then under the bucket's outer key.
    CUSTOMER(0x11),
    /// By the key service.
    SERVICE(0x12),
    /// By the key service, then under the bucket's outer key.
    SERVICE_DUAL(0x13);

    private static final byte[] STREAM_LABEL = "cairn.gateway.stream.v1".getBytes(StandardCharsets.US_ASCII);

    private final int code;

    WrappedForm(int code) {
        this.code = code;
    }

    /// @throws DecryptionException if there is no such form
    static WrappedForm of(byte[] wrapped) throws DecryptionException {
        int first = wrapped.length == 0 ? 0 : wrapped[0] & 0xff;
        for (WrappedForm form : values()) {
            if (form.code == first) {
                return form;
            }
        }
        throw new DecryptionException("there is no form " + first + " of wrapped data keys");
    }

    /// Begins one of this form.
    CanonicalWriter write() {
        return new CanonicalWriter().u8(code);
    }

    /// What follows the first byte.
    static CanonicalReader read(byte[] wrapped) {
        byte[] rest = new byte[wrapped.length - 1];
        System.arraycopy(wrapped, 1, rest, 0, rest.length);
        return new CanonicalReader(rest);
    }

    /// What a data key of a stream is bound to.
    static byte[] context(StreamId stream) {
        byte[] id = stream.toBytes();
        byte[] context = new byte[STREAM_LABEL.length + id.length];
        System.arraycopy(STREAM_LABEL, 0, context, 0, STREAM_LABEL.length);
        System.arraycopy(id, 0, context, STREAM_LABEL.length, id.length);
        return context;
    }

    /// The same for this form alone, where forms share a key.
    byte[] outerContext(StreamId stream) {
        return new CanonicalWriter().u8(code).fixed(context(stream)).toBytes();
    }
}
