package network.cairn.client.repair;

import network.cairn.proofs.id.ActorId;

/// A piece to be made, and the node that shall take it.
record NewPiece(int index, ActorId node) {}
