package network.cairn.chain.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import network.cairn.proofs.id.ChainId;

/// How a journal's file looks on the disk.
///
/// A header, then groups, each written and forced by one append. All integers are big-endian.
///
///     header: "CAIRNJ01" | chain id 32 | sequence 8 | kept from 8 | first group 8 | marker 8 | CRC32C 4
///     group:  marker 8 | number 8 | payload length 4 | CRC32C 4 (of the rest) | payload
///     payload: 0 | records: each length 4 and its canonical bytes    or    1 | kept from 8
///
/// `kept from` is the sequence of the oldest file that is still needed, which a file that vanished at the
/// beginning is noticed by. Groups are numbered through all files. The marker is drawn anew for each
/// file: whoever makes blocks does not know it, and so cannot put bytes into one that look like a group.
final class JournalFormat {
    static final int HEADER_BYTES = 76;
    static final int GROUP_HEADER_BYTES = 24;
    static final byte RECORDS = 0;
    static final byte KEPT_FROM = 1;

    private static final byte[] MAGIC = "CAIRNJ01".getBytes(StandardCharsets.US_ASCII);
    private static final String PREFIX = "journal-";
    private static final String SUFFIX = ".log";

    private JournalFormat() {}

    /// A file's first bytes.
    record Header(ChainId chain, long sequence, long keptFrom, long firstGroup, long marker) {
        byte[] encode() {
            var buffer = ByteBuffer.allocate(HEADER_BYTES)
                    .put(MAGIC)
                    .put(chain.toBytes())
                    .putLong(sequence)
                    .putLong(keptFrom)
                    .putLong(firstGroup)
                    .putLong(marker);
            return buffer.putInt(checksum(buffer.array(), 0, HEADER_BYTES - 4)).array();
        }

        /// The header these bytes begin with, if it is whole.
        static Optional<Header> decode(byte[] file) {
            if (file.length < HEADER_BYTES) {
                return Optional.empty();
            }
            var buffer = ByteBuffer.wrap(file, 0, HEADER_BYTES);
            if (buffer.getInt(HEADER_BYTES - 4) != checksum(file, 0, HEADER_BYTES - 4)
                    || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
                return Optional.empty();
            }
            byte[] chain = new byte[ChainId.LENGTH_BYTES];
            buffer.position(MAGIC.length).get(chain);
            return Optional.of(new Header(
                    ChainId.of(chain), buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong()));
        }
    }

    /// A group in a file.
    ///
    /// @param end where the next one begins
    record Group(long number, byte[] payload, int end) {}

    static byte[] encodeGroup(long marker, long number, byte[] payload) {
        var buffer = ByteBuffer.allocate(GROUP_HEADER_BYTES + payload.length)
                .putLong(marker)
                .putLong(number)
                .putInt(payload.length)
                .putInt(0)
                .put(payload);
        return buffer.putInt(GROUP_HEADER_BYTES - 4, groupChecksum(buffer.array(), 0, payload.length))
                .array();
    }

    /// The group that begins at this place, if it is whole.
    static Optional<Group> group(byte[] file, int position, long marker) {
        if (file.length - position < GROUP_HEADER_BYTES) {
            return Optional.empty();
        }
        var buffer = ByteBuffer.wrap(file, position, file.length - position);
        long foundMarker = buffer.getLong();
        long number = buffer.getLong();
        int length = buffer.getInt();
        int checksum = buffer.getInt();
        if (foundMarker != marker || length < 1 || length > buffer.remaining()) {
            return Optional.empty();
        }
        if (checksum != groupChecksum(file, position, length)) {
            return Optional.empty();
        }
        int start = buffer.position();
        return Optional.of(new Group(number, Arrays.copyOfRange(file, start, start + length), start + length));
    }

    /// The first whole group at or after this place.
    static Optional<Group> nextGroup(byte[] file, int position, long marker) {
        var buffer = ByteBuffer.wrap(file);
        for (int at = position; file.length - at >= GROUP_HEADER_BYTES; at++) {
            if (buffer.getLong(at) == marker) {
                Optional<Group> group = group(file, at, marker);
                if (group.isPresent()) {
                    return group;
                }
            }
        }
        return Optional.empty();
    }

    static String name(long sequence) {
        return PREFIX + "%016x".formatted(sequence) + SUFFIX;
    }

    /// The sequence number in a file's name, if it is a journal's.
    static Optional<Long> sequence(String name) {
        if (!name.startsWith(PREFIX) || !name.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        String digits = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
        try {
            long sequence = Long.parseLong(digits, 16);
            return name.equals(name(sequence)) ? Optional.of(sequence) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// Over all of the group but the checksum itself.
    private static int groupChecksum(byte[] bytes, int position, int payloadLength) {
        var crc = new CRC32C();
        crc.update(bytes, position, GROUP_HEADER_BYTES - 4);
        crc.update(bytes, position + GROUP_HEADER_BYTES, payloadLength);
        return (int) crc.getValue();
    }

    private static int checksum(byte[] bytes, int position, int length) {
        var crc = new CRC32C();
        crc.update(bytes, position, length);
        return (int) crc.getValue();
    }
}
