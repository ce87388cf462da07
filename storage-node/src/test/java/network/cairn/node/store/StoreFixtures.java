package network.cairn.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import network.cairn.client.wire.v1.PieceStat;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.piece.PieceHasher;

/// Pieces and limits for the store's tests.
final class StoreFixtures {
    private StoreFixtures() {}

    static StoreLimits limits(long capacityBytes, long logBytesMax) {
        return new StoreLimits(
                capacityBytes,
                0,
                logBytesMax,
                8 << 20,
                64,
                Duration.ofDays(7),
                25,
                Duration.ofDays(30),
                1 << 20,
                1L << 40);
    }

    static PieceId id(int number) {
        byte[] bytes = new byte[PieceId.LENGTH_BYTES];
        new Random(number).nextBytes(bytes);
        return PieceId.of(bytes);
    }

    /// Bytes that the id, a version and the length determine.
    static byte[] data(PieceId piece, int version, int lengthBytes) {
        byte[] bytes = new byte[lengthBytes];
        new Random(piece.hashCode() * 31L + version).nextBytes(bytes);
        return bytes;
    }

    static PieceRoot root(byte[] data) {
        var hasher = new PieceHasher();
        hasher.update(data, 0, data.length);
        return hasher.finish().root();
    }

    static PieceStat put(PieceStore store, PieceId piece, byte[] data) throws StoreException, InterruptedException {
        try (var writer = store.begin(piece, data.length)) {
            int step = 50_000;
            for (int done = 0; done < data.length; done += step) {
                writer.write(data, done, Math.min(step, data.length - done));
            }
            return writer.commit();
        }
    }

    static byte[] get(PieceStore store, PieceId piece) throws StoreException {
        try (var reader = store.open(piece)) {
            byte[] bytes = new byte[(int) reader.stat().lengthBytes()];
            reader.read(0, bytes, 0, bytes.length);
            assertThat(reader.stat().root()).isEqualTo(root(bytes));
            return bytes;
        }
    }
}
