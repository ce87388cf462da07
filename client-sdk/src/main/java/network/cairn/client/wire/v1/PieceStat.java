package network.cairn.client.wire.v1;

import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;

/// What a node holds under a piece id.
public record PieceStat(PieceId piece, long lengthBytes, PieceRoot root) {}
