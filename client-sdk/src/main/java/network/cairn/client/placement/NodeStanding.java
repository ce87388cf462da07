package network.cairn.client.placement;

import java.util.OptionalLong;

/// What is thought of a node now.
///
/// @param penalty recent failures, each worth 1 when it happened and halving since; 0 is spotless
/// @param nanosPerExchange recent time of an exchange of 64 KiB, or a fair guess
/// @param writable false if the node last said that it takes no pieces
/// @param freeBytes what it last said to have free, if it ever did
public record NodeStanding(double penalty, double nanosPerExchange, boolean writable, OptionalLong freeBytes) {
    /// From this penalty on a node is used only where there is no other.
    static final double SUSPECT_PENALTY = 0.5;

    public boolean suspect() {
        return penalty >= SUSPECT_PENALTY;
    }

    /// Whether it is worth sending a piece of this size to.
    public boolean canTake(long pieceBytes) {
        return !suspect() && writable && (freeBytes.isEmpty() || freeBytes.getAsLong() >= pieceBytes);
    }
}
