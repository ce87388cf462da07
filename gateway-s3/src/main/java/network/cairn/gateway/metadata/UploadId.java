package network.cairn.gateway.metadata;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CodecException;

/// The name of a multipart upload: the millisecond it began, then 64 random bits, so that ids of one key sort by age.
public record UploadId(long startedAtMillis, long random) {
    private static final Pattern FORM = Pattern.compile("[0-7][0-9a-f]{31}");

    public static UploadId generate(Instant startedAt, SecureRandom random) {
        return new UploadId(startedAt.toEpochMilli(), random.nextLong());
    }

    /// The id of this text, or nothing where it is not the form of one.
    public static Optional<UploadId> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.of(of(ByteBuffer.wrap(HexFormat.of().parseHex(text))));
    }

    public byte[] toBytes() {
        return Id16.bytes(startedAtMillis, random);
    }

    static UploadId of(ByteBuffer bytes) {
        return new UploadId(bytes.getLong(), bytes.getLong());
    }

    static UploadId read(CanonicalReader reader) throws CodecException {
        return of(Id16.read(reader, "upload id"));
    }

    @Override
    public String toString() {
        return Id16.hex(startedAtMillis, random);
    }
}
