package network.cairn.deploy.deal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import network.cairn.client.account.LedgerException;
import network.cairn.client.account.LedgerView;
import network.cairn.client.erasure.ErasureCoders;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.SubmitProof;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.client.wire.v1.PieceStat;
import network.cairn.node.Conduct;
import network.cairn.node.deal.PieceStock;
import network.cairn.node.deal.Prover;
import network.cairn.node.store.PieceReader;
import network.cairn.node.store.PieceStore;
import network.cairn.node.store.PieceWriter;
import network.cairn.node.store.StoreException;
import network.cairn.node.store.StoreStatus;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.piece.PieceHasher;
import network.cairn.proofs.piece.PieceTree;
import network.cairn.proofs.piece.RangeReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a node does that it should not.
///
/// @param conduct how it then conducts itself
/// @param clockSkew how far its clock is ahead
record Cheat(Making conduct, Duration clockSkew) {
    private static final Logger LOG = LoggerFactory.getLogger(Cheat.class);
    private static final int GROUP_BYTES = PieceTree.GROUP_BYTES;

    /// Makes a node's conduct.
    interface Making {
        Conduct of(ActorId node);
    }

    Conduct conduct(ActorId node) {
        return conduct.of(node);
    }

    /// @param colluding reads other nodes' pieces with a client's leave, for a node that has friends
    static Cheat parse(String text, Colluding colluding) {
        int equals = text.indexOf('=');
        String kind = equals < 0 ? text : text.substring(0, equals);
        String argument = equals < 0 ? "" : text.substring(equals + 1);
        return switch (kind) {
            case "none" -> of(Conduct.HONEST);
            case "skewed-clock" -> new Cheat(_ -> Conduct.HONEST, Duration.parse(argument));
            case "drops" -> {
                double part = Double.parseDouble(argument);
                yield of(new Conduct(
                        store -> new DroppingStore(store, part),
                        stock -> new DroppingStock(stock, part),
                        (prover, _) -> prover));
            }
            case "keeps-tree" -> keepsTree();
            case "old-proof" -> of(proving((honest, _) -> new OldProofs(honest)));
            case "withholds" ->
                of(proving((_, _) -> (_, _, _) -> {
                    throw new IOException("this node withholds its proofs");
                }));
            case "others-proof" ->
                new Cheat(node -> proving((_, ledger) -> new OthersProofs(ledger, node)), Duration.ZERO);
            case "regenerates" ->
                of(new Conduct(
                        store -> store,
                        stock -> new RegeneratingStock(stock, Path.of(argument), colluding),
                        (prover, _) -> prover));
            case "lies-to-readers" -> of(new Conduct(LyingStore::new, stock -> stock, (prover, _) -> prover));
            default -> throw new IllegalArgumentException("there is no cheat " + text);
        };
    }

    /// Reads a whole piece from another node.
    interface Colluding {
        byte[] read(ActorId node, PieceId piece, int lengthBytes) throws IOException;
    }

    /// Keeps no bytes and makes a challenged piece again from others of its segment, as Reed-Solomon codes allow
    /// where pieces are not masked; where it cannot get enough others it has zeros. Which those are it could not
    /// find out by itself: a file tells it, a line a piece: id, index, needed, total, bytes, and then index, node
    /// and id of each of the others. Its log says of each piece made again whether it is what was stored.
    private static final class RegeneratingStock implements PieceStock {
        private final PieceStock stock;
        private final Path siblings;
        private final Colluding colluding;
        private final Map<PieceId, byte[]> made = new HashMap<>();

        RegeneratingStock(PieceStock stock, Path siblings, Colluding colluding) {
            this.stock = stock;
            this.siblings = siblings;
            this.colluding = colluding;
        }

        @Override
        public Optional<PieceStat> stat(PieceId piece) throws IOException {
            return stock.stat(piece);
        }

        @Override
        public void delete(PieceId piece) throws IOException {
            stock.delete(piece);
        }

        @Override
        public synchronized OpenPiece open(PieceId piece) throws IOException {
            for (String line : Files.readAllLines(siblings)) {
                String[] words = line.split(" ", -1);
                if (words[0].equals(piece.toHex())) {
                    byte[] again = made.get(piece);
                    if (again == null) {
                        again = regenerated(words);
                        made.put(piece, again);
                    }
                    return new MadePiece(again);
                }
            }
            throw new IOException("nobody knows which pieces belong to " + piece);
        }

        /// @return zeros where too few of the others can be read
        private byte[] regenerated(String[] words) throws IOException {
            int index = Integer.parseInt(words[1]);
            int needed = Integer.parseInt(words[2]);
            int total = Integer.parseInt(words[3]);
            int lengthBytes = Integer.parseInt(words[4]);
            byte[][] shares = new byte[total][lengthBytes];
            boolean[] present = new boolean[total];
            boolean[] wanted = new boolean[total];
            wanted[index] = true;
            int have = 0;
            for (int at = 5; at < words.length && have < needed; at += 3) {
                int other = Integer.parseInt(words[at]);
                try {
                    shares[other] =
                            colluding.read(ActorId.parse(words[at + 1]), PieceId.fromHex(words[at + 2]), lengthBytes);
                    present[other] = true;
                    have++;
                } catch (IOException e) {
                    LOG.info("{} does not serve piece {}: {}", words[at + 1], words[at + 2], e.getMessage());
                }
            }
            if (have < needed) {
                return new byte[lengthBytes];
            }
            ErasureCoders.of(needed, total).reconstruct(shares, present, wanted, 0, lengthBytes);
            LOG.info(
                    "piece {} was made again from {} others and {} what was stored",
                    words[0],
                    needed,
                    isStored(PieceId.fromHex(words[0]), shares[index]) ? "is" : "is not");
            return shares[index];
        }

        private boolean isStored(PieceId piece, byte[] again) throws IOException {
            try (OpenPiece stored = stock.open(piece)) {
                return Arrays.equals(stored.reader().read(0, again.length), again);
            }
        }
    }

    /// A piece that is in memory.
    private record MadePiece(byte[] bytes) implements PieceStock.OpenPiece {
        @Override
        public PieceTree tree() {
            var hasher = new PieceHasher();
            hasher.update(bytes, 0, bytes.length);
            return hasher.finish();
        }

        @Override
        public RangeReader reader() {
            return (offset, count) ->
                    Arrays.copyOfRange(bytes, Math.toIntExact(offset), Math.toIntExact(offset + count));
        }

        @Override
        public void close() {}
    }

    private static Cheat of(Conduct conduct) {
        return new Cheat(_ -> conduct, Duration.ZERO);
    }

    private static Conduct proving(Conduct.ProverChoice prover) {
        return new Conduct(store -> store, stock -> stock, prover);
    }

    /// Keeps the hash trees and not the bytes: knows everything that a proof has in it but the challenged chunks.
    private static Cheat keepsTree() {
        var read = new ConcurrentLinkedQueue<byte[]>();
        return of(new Conduct(
                store -> store, stock -> new RecordingStock(stock, read), (honest, _) -> (epoch, beacon, count) -> {
                    read.clear();
                    byte[] proof = honest.prove(epoch, beacon, count);
                    for (byte[] group : read) {
                        for (int from = 0; from < group.length; from += 1024) {
                            blank(proof, Arrays.copyOfRange(group, from, Math.min(group.length, from + 1024)));
                        }
                    }
                    return proof;
                }));
    }

    private static void blank(byte[] proof, byte[] chunk) {
        for (int at = 0; at + chunk.length <= proof.length; at++) {
            if (Arrays.equals(proof, at, at + chunk.length, chunk, 0, chunk.length)) {
                Arrays.fill(proof, at, at + chunk.length, (byte) 0);
                return;
            }
        }
    }

    /// Which groups of 64 KiB are dropped: always the same, a part of all.
    private static boolean isDropped(PieceId piece, long group, double part) {
        long mixed = ByteBuffer.wrap(piece.toBytes()).getLong() * 0x9E3779B97F4A7C15L + group;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return ((mixed ^ mixed >>> 31) >>> 11) * 0x1.0p-53 < part;
    }

    private record DroppingStock(PieceStock stock, double part) implements PieceStock {
        @Override
        public Optional<PieceStat> stat(PieceId piece) throws IOException {
            return stock.stat(piece);
        }

        @Override
        public void delete(PieceId piece) throws IOException {
            stock.delete(piece);
        }

        @Override
        public OpenPiece open(PieceId piece) throws IOException {
            return new WrappedPiece(stock.open(piece), (reader, offset, lengthBytes) -> {
                if (isDropped(piece, offset / GROUP_BYTES, part)) {
                    throw new IOException("the bytes of piece " + piece + " from " + offset + " on were dropped");
                }
                return reader.read(offset, lengthBytes);
            });
        }
    }

    private record RecordingStock(PieceStock stock, ConcurrentLinkedQueue<byte[]> read) implements PieceStock {
        @Override
        public Optional<PieceStat> stat(PieceId piece) throws IOException {
            return stock.stat(piece);
        }

        @Override
        public void delete(PieceId piece) throws IOException {
            stock.delete(piece);
        }

        @Override
        public OpenPiece open(PieceId piece) throws IOException {
            return new WrappedPiece(stock.open(piece), (reader, offset, lengthBytes) -> {
                byte[] bytes = reader.read(offset, lengthBytes);
                read.add(bytes.clone());
                return bytes;
            });
        }
    }

    private interface Reading {
        byte[] read(RangeReader reader, long offset, int lengthBytes) throws IOException;
    }

    private record WrappedPiece(PieceStock.OpenPiece piece, Reading reading) implements PieceStock.OpenPiece {
        @Override
        public PieceTree tree() throws IOException {
            return piece.tree();
        }

        @Override
        public RangeReader reader() {
            RangeReader honest = piece.reader();
            return (offset, lengthBytes) -> reading.read(honest, offset, lengthBytes);
        }

        @Override
        public void close() {
            piece.close();
        }
    }

    /// Proves once, and from then on says the same again: as it was, and with the new epoch written over the old.
    private static final class OldProofs implements Prover {
        private final Prover honest;
        private byte[] kept = {};
        private int said;

        OldProofs(Prover honest) {
            this.honest = honest;
        }

        @Override
        public synchronized byte[] prove(long epoch, BeaconSignature beacon, int count) throws IOException {
            if (kept.length == 0) {
                kept = honest.prove(epoch, beacon, count);
                return kept;
            }
            byte[] again = kept.clone();
            if (said++ % 2 == 1) {
                ByteBuffer.wrap(again).putLong(1, epoch);
            }
            return again;
        }
    }

    /// Takes another provider's proof of the epoch off the chain: as it is, and with its own id written over the
    /// other's.
    private static final class OthersProofs implements Prover {
        private final LedgerView ledger;
        private final ActorId node;
        private int said;

        OthersProofs(LedgerView ledger, ActorId node) {
            this.ledger = ledger;
            this.node = node;
        }

        @Override
        public synchronized byte[] prove(long epoch, BeaconSignature beacon, int count) throws IOException {
            for (byte[] proof : others(epoch)) {
                byte[] stolen = proof.clone();
                if (said++ % 2 == 1) {
                    ByteBuffer.wrap(stolen).put(1 + Long.BYTES, node.toBytes());
                }
                return stolen;
            }
            throw new IOException("no other provider has proven epoch " + epoch + " yet");
        }

        private List<byte[]> others(long epoch) throws IOException {
            var proofs = new ArrayList<byte[]>();
            try {
                BlockHeader tip = ledger.tip();
                long first = (epoch + 1) * ledger.genesis().parameters().epochBlocks() + 1;
                for (long height = first; height <= tip.height(); height++) {
                    for (Transaction transaction : ledger.block(height).transactions()) {
                        if (transaction.body() instanceof SubmitProof proof
                                && proof.epoch() == epoch
                                && !transaction.sender().id().equals(node)) {
                            proofs.add(proof.proof());
                        }
                    }
                }
            } catch (LedgerException e) {
                throw new IOException(e);
            }
            return proofs;
        }
    }

    /// A store that changes what it gives to be read.
    private interface ReadingStore extends PieceStore {
        PieceStore kept();

        PieceReader reader(PieceId piece, PieceReader honest) throws StoreException;

        @Override
        default PieceWriter begin(PieceId piece, long lengthBytes) throws StoreException {
            return kept().begin(piece, lengthBytes);
        }

        @Override
        default PieceReader open(PieceId piece) throws StoreException {
            return reader(piece, kept().open(piece));
        }

        @Override
        default boolean delete(PieceId piece) throws StoreException {
            return kept().delete(piece);
        }

        @Override
        default StoreStatus status() {
            return kept().status();
        }

        @Override
        default void close() {
            kept().close();
        }
    }

    private record DroppingStore(PieceStore kept, double part) implements ReadingStore {
        @Override
        public PieceReader reader(PieceId piece, PieceReader honest) {
            return new WrappedReader(honest, (position, bytes, offset, lengthBytes) -> {
                honest.read(position, bytes, offset, lengthBytes);
                for (long group = position / GROUP_BYTES; group * GROUP_BYTES < position + lengthBytes; group++) {
                    if (isDropped(piece, group, part)) {
                        throw new StoreException(NodeErrorCode.PIECE_CORRUPT, "dropped");
                    }
                }
            });
        }
    }

    private record LyingStore(PieceStore kept) implements ReadingStore {
        @Override
        public PieceReader reader(PieceId piece, PieceReader honest) {
            return new WrappedReader(honest, (position, bytes, offset, lengthBytes) -> {
                honest.read(position, bytes, offset, lengthBytes);
                if (lengthBytes > 0) {
                    bytes[offset] ^= 1;
                }
            });
        }
    }

    private interface Read {
        void read(long position, byte[] bytes, int offset, int lengthBytes) throws StoreException;
    }

    private record WrappedReader(PieceReader honest, Read read) implements PieceReader {
        @Override
        public PieceStat stat() {
            return honest.stat();
        }

        @Override
        public void read(long position, byte[] bytes, int offset, int lengthBytes) throws StoreException {
            read.read(position, bytes, offset, lengthBytes);
        }

        @Override
        public byte[] prove(long position, long lengthBytes) throws StoreException {
            return honest.prove(position, lengthBytes);
        }

        @Override
        public PieceTree tree() throws StoreException {
            return honest.tree();
        }

        @Override
        public void close() {
            honest.close();
        }
    }
}
