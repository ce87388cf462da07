package network.cairn.gateway.metadata;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CodecException;
import org.jspecify.annotations.Nullable;

/// The name of one version of an object: the millisecond it was made, then 64 random bits. A key's versions are
/// ordered by it, and a new one is always greater than those before it.
public record VersionId(long madeAtMillis, long random) implements Comparable<VersionId> {
    private static final Pattern FORM = Pattern.compile("[0-7][0-9a-f]{31}");
    private static final Comparator<VersionId> ORDER =
            Comparator.comparingLong(VersionId::madeAtMillis).thenComparing(VersionId::random, Long::compareUnsigned);

    /// An id for a version made now.
    ///
    /// @param newest the newest one of the same key, or null
    static VersionId next(Instant now, RandomGenerator random, @Nullable VersionId newest) {
        long millis = newest == null ? now.toEpochMilli() : Math.max(now.toEpochMilli(), newest.madeAtMillis + 1);
        return new VersionId(millis, random.nextLong());
    }

    /// The id of this text, or nothing where it is not the form of one.
    public static Optional<VersionId> parse(String text) {
        return FORM.matcher(text).matches()
                ? Optional.of(of(ByteBuffer.wrap(HexFormat.of().parseHex(text))))
                : Optional.empty();
    }

    byte[] toBytes() {
        return Id16.bytes(madeAtMillis, random);
    }

    /// Bytes that are in order where the newest comes first.
    byte[] toBytesNewestFirst() {
        return Id16.bytes(~madeAtMillis, ~random);
    }

    static VersionId ofNewestFirst(ByteBuffer bytes) {
        return new VersionId(~bytes.getLong(), ~bytes.getLong());
    }

    static VersionId of(ByteBuffer bytes) {
        return new VersionId(bytes.getLong(), bytes.getLong());
    }

    static VersionId read(CanonicalReader reader) throws CodecException {
        return of(Id16.read(reader, "version id"));
    }

    @Override
    public int compareTo(VersionId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return Id16.hex(madeAtMillis, random);
    }
}
