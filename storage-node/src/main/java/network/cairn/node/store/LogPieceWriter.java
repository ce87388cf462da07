package network.cairn.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.zip.CRC32C;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.client.wire.v1.PieceStat;
import network.cairn.node.store.IndexEntry.Location;
import network.cairn.node.store.RecordFormat.Footer;
import network.cairn.proofs.piece.PieceHasher;
import network.cairn.proofs.piece.PieceTree;
import org.jspecify.annotations.Nullable;

/// Writes one piece into its extent: blocks of 64 KiB as they fill, then tree, checksums and footer.
final class LogPieceWriter implements PieceWriter {
    private final LogSet.Extent extent;
    private final LogSet logs;
    private final GroupCommitter committer;
    private final StoreHealth health;
    private final Runnable release;
    private final PieceHasher hasher = new PieceHasher();
    private final byte[] block;
    private final ByteBuffer blockCrcs;
    private int blockBytes;
    private long writtenBytes;
    private State state = State.OPEN;
    private volatile @Nullable CompletableFuture<Boolean> handedOver;

    private enum State {
        OPEN,
        FAILED,
        HANDED_OVER,
        ENDED
    }

    /// @param release gives the piece's id free, once
    LogPieceWriter(LogSet.Extent extent, LogSet logs, GroupCommitter committer, StoreHealth health, Runnable release) {
        this.extent = extent;
        this.logs = logs;
        this.committer = committer;
        this.health = health;
        this.release = release;
        long lengthBytes = extent.header().lengthBytes();
        this.block = new byte[(int) Math.min(RecordFormat.BLOCK_BYTES, lengthBytes)];
        this.blockCrcs = ByteBuffer.allocate(RecordFormat.crcsBytes(lengthBytes));
    }

    @Override
    public void write(byte[] bytes, int offset, int lengthBytes) throws StoreException {
        Objects.checkFromIndexSize(offset, lengthBytes, bytes.length);
        requireOpen();
        health.requireWritable();
        long announced = extent.header().lengthBytes();
        if (lengthBytes > announced - writtenBytes - blockBytes) {
            throw new StoreException(
                    NodeErrorCode.BODY_TOO_LARGE,
                    "piece " + extent.header().piece() + " is longer than the " + announced + " bytes announced");
        }
        hasher.update(bytes, offset, lengthBytes);
        int from = offset;
        int end = offset + lengthBytes;
        while (from < end) {
            int taken = Math.min(end - from, block.length - blockBytes);
            System.arraycopy(bytes, from, block, blockBytes, taken);
            blockBytes += taken;
            from += taken;
            if (blockBytes == block.length) {
                flushBlock();
            }
        }
    }

    private void flushBlock() throws StoreException {
        var crc = new CRC32C();
        crc.update(block, 0, blockBytes);
        blockCrcs.putInt((int) crc.getValue());
        writeAt(RecordFormat.HEADER_BYTES + writtenBytes, ByteBuffer.wrap(block, 0, blockBytes));
        writtenBytes += blockBytes;
        blockBytes = 0;
    }

    private void writeAt(long position, ByteBuffer bytes) throws StoreException {
        try {
            extent.log().file().write(bytes, extent.offset() + position);
        } catch (IOException e) {
            state = State.FAILED;
            logs.refuse(extent);
            throw health.failed("a write failed", e);
        }
    }

    @Override
    public PieceStat commit() throws StoreException, InterruptedException {
        requireOpen();
        health.requireWritable();
        long announced = extent.header().lengthBytes();
        if (writtenBytes + blockBytes != announced) {
            throw new StoreException(
                    NodeErrorCode.BODY_INCOMPLETE,
                    "piece " + extent.header().piece() + " ended after " + (writtenBytes + blockBytes) + " of "
                            + announced + " bytes");
        }
        if (blockBytes > 0) {
            flushBlock();
        }
        PieceTree tree = hasher.finish();
        writeAt(RecordFormat.HEADER_BYTES + announced, tail(tree));
        var location = new Location(extent.log().number(), extent.offset());
        CompletableFuture<Boolean> done = committer
                .submit(extent, changes -> changes.stored(extent.header(), location, tree.root()))
                .whenComplete((durable, failure) -> release.run());
        state = State.HANDED_OVER;
        handedOver = done;
        await(done);
        state = State.ENDED;
        return new PieceStat(extent.header().piece(), announced, tree.root());
    }

    /// The commit under way, or null before it.
    @Nullable
    CompletableFuture<Boolean> handedOver() {
        return handedOver;
    }

    private ByteBuffer tail(PieceTree tree) {
        byte[] treeBytes = tree.encode();
        byte[] crcs = blockCrcs.array();
        var footer = new Footer(
                extent.header().sequence(),
                tree.root(),
                extent.header().lengthBytes(),
                RecordFormat.crc(treeBytes, 0, treeBytes.length),
                RecordFormat.crc(crcs, 0, crcs.length));
        return ByteBuffer.allocate(treeBytes.length + crcs.length + RecordFormat.FOOTER_BYTES)
                .put(treeBytes)
                .put(crcs)
                .put(footer.encode(extent.log().mark()))
                .flip();
    }

    private static void await(CompletableFuture<Boolean> done) throws StoreException, InterruptedException {
        try {
            done.get();
        } catch (ExecutionException e) {
            throw failureOf(e);
        }
    }

    /// The store's own exception, with the caller's stack.
    static StoreException failureOf(ExecutionException e) {
        return e.getCause() instanceof StoreException refused
                ? new StoreException(refused.code(), String.valueOf(refused.getMessage()), refused)
                : new StoreException(NodeErrorCode.INTERNAL, "the commit failed: " + e.getCause(), e);
    }

    private void requireOpen() {
        if (state != State.OPEN) {
            throw new IllegalStateException(
                    "piece " + extent.header().piece() + " failed, or was committed or closed already");
        }
    }

    @Override
    public void close() {
        if (state == State.OPEN) {
            state = State.ENDED;
            logs.settle(extent);
            release.run();
        } else if (state == State.FAILED) {
            state = State.ENDED;
            release.run();
        }
    }
}
