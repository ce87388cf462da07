package network.cairn.node.deal;

import java.io.IOException;
import java.util.Optional;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.client.wire.v1.PieceStat;
import network.cairn.node.store.PieceReader;
import network.cairn.node.store.PieceStore;
import network.cairn.node.store.StoreException;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.piece.PieceTree;
import network.cairn.proofs.piece.RangeReader;

/// The pieces of a {@link PieceStore}.
///
/// @param store whose they are
public record StoredPieces(PieceStore store) implements PieceStock {
    @Override
    public Optional<PieceStat> stat(PieceId piece) throws IOException {
        try (PieceReader reader = store.open(piece)) {
            return Optional.of(reader.stat());
        } catch (StoreException e) {
            if (e.code() == NodeErrorCode.PIECE_NOT_FOUND || e.code() == NodeErrorCode.PIECE_CORRUPT) {
                return Optional.empty();
            }
            throw failed(e);
        }
    }

    @Override
    public void delete(PieceId piece) throws IOException {
        try {
            store.delete(piece);
        } catch (StoreException e) {
            throw failed(e);
        }
    }

    @Override
    public OpenPiece open(PieceId piece) throws IOException {
        try {
            return new Opened(store.open(piece));
        } catch (StoreException e) {
            throw failed(e);
        }
    }

    private static IOException failed(StoreException e) {
        return new IOException(e.code() + ": " + e.getMessage(), e);
    }

    private record Opened(PieceReader piece) implements OpenPiece {
        @Override
        public PieceTree tree() throws IOException {
            try {
                return piece.tree();
            } catch (StoreException e) {
                throw failed(e);
            }
        }

        @Override
        public RangeReader reader() {
            return (offset, lengthBytes) -> {
                byte[] bytes = new byte[lengthBytes];
                try {
                    piece.read(offset, bytes, 0, lengthBytes);
                } catch (StoreException e) {
                    throw failed(e);
                }
                return bytes;
            };
        }

        @Override
        public void close() {
            piece.close();
        }
    }
}
