package network.cairn.gateway.operation;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.client.download.DownloadException;
import network.cairn.client.download.StreamDownloader;
import network.cairn.client.encryption.StreamKeys;
import network.cairn.client.erasure.Scheme;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.manifest.SegmentManifest.StoredPiece;
import network.cairn.client.manifest.StoredStream;
import network.cairn.client.release.PieceLocation;
import network.cairn.client.upload.SegmentJournal;
import network.cairn.client.upload.StreamUploader;
import network.cairn.client.upload.UploadException;
import network.cairn.gateway.reclaim.PieceReleaser;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.id.SegmentId;

/// Streams kept in memory: whole segments under the keys they were stored with, and which pieces nodes would hold.
public final class MemoryNetwork implements StreamUploader, StreamDownloader, PieceReleaser {
    static final int FRAME_BYTES = 1024;
    static final int SEGMENT_BYTES = 64 * 1024;

    private final Map<SegmentId, Kept> segments = new ConcurrentHashMap<>();
    private final Map<SegmentId, Set<PieceLocation>> pieces = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    volatile boolean uploadsFail;
    volatile boolean downloadsFail;
    volatile boolean releasesFail;

    private record Kept(byte[] plaintext, StreamKeys keys) {}

    public int pieces() {
        return pieces.values().stream().mapToInt(Set::size).sum();
    }

    @Override
    public StoredStream upload(InputStream plaintext, long plaintextBytes, StreamKeys keys, SegmentJournal journal)
            throws UploadException, IOException {
        int perSegment = SEGMENT_BYTES / FRAME_BYTES * (FRAME_BYTES - StoredStream.TAG_BYTES);
        List<byte[]> all = new ArrayList<>();
        long total = 0;
        do {
            byte[] bytes = plaintext.readNBytes(perSegment);
            if (bytes.length == 0 && !all.isEmpty()) {
                break;
            }
            SegmentId id = SegmentId.of(
                    ByteBuffer.allocate(32).putLong(ids.incrementAndGet()).array());
            Set<PieceLocation> held = ConcurrentHashMap.newKeySet();
            pieces.put(id, held);
            for (int index = 0; index < 3; index++) {
                journal.sending(id, index, node(index));
                held.add(new PieceLocation(index, node(index)));
            }
            if (uploadsFail) {
                throw new UploadException("no node takes pieces");
            }
            segments.put(id, new Kept(bytes, keys));
            // Piece 2 was cancelled too late: its node has it, the manifest does not name it.
            var manifest = new SegmentManifest(
                    id,
                    new Scheme(1, 1, 2, 3),
                    64,
                    Math.max(1, bytes.length),
                    List.of(new StoredPiece(0, node(0), root()), new StoredPiece(1, node(1), root())));
            journal.stored(all.size(), manifest);
            all.add(bytes);
            total += bytes.length;
            if (bytes.length < perSegment) {
                break;
            }
        } while (true);
        return new StoredStream(total, FRAME_BYTES, SEGMENT_BYTES);
    }

    @Override
    public void download(
            StoredStream stream, SegmentSource source, StreamKeys keys, long offset, long lengthBytes, OutputStream out)
            throws DownloadException, IOException {
        int perSegment = SEGMENT_BYTES / FRAME_BYTES * (FRAME_BYTES - StoredStream.TAG_BYTES);
        long position = offset;
        while (position < offset + lengthBytes) {
            SegmentManifest manifest = source.segment((int) (position / perSegment));
            Kept kept = segments.get(manifest.id());
            if (downloadsFail || kept == null) {
                throw new DownloadException("0 of 1 pieces could be had");
            }
            if (!kept.keys().equals(keys)) {
                throw new DownloadException("other keys");
            }
            int from = (int) (position % perSegment);
            int until = (int) Math.min(kept.plaintext().length, from + offset + lengthBytes - position);
            out.write(Arrays.copyOfRange(kept.plaintext(), from, until));
            position += until - from;
        }
    }

    @Override
    public List<PieceLocation> release(SegmentId segment, Collection<PieceLocation> locations) {
        if (releasesFail) {
            return List.copyOf(locations);
        }
        Set<PieceLocation> held = pieces.getOrDefault(segment, Set.of());
        if (!held.isEmpty()) {
            held.removeAll(Set.copyOf(locations));
        }
        if (held.isEmpty()) {
            segments.remove(segment);
        }
        return List.of();
    }

    private static ActorId node(int number) {
        byte[] id = new byte[ActorId.LENGTH_BYTES];
        id[0] = (byte) (number + 1);
        return ActorId.of(id);
    }

    private static PieceRoot root() {
        return PieceRoot.of(new byte[PieceRoot.LENGTH_BYTES]);
    }
}
