package network.cairn.client.transport;

import java.time.Duration;
import network.cairn.client.wire.v1.NodeErrorCode;

/// What a test lets an in-memory node do wrong.
public sealed interface NodeFault {
    /// Nothing.
    record None() implements NodeFault {}

    /// No exchange reaches it.
    record Gone() implements NodeFault {}

    /// Every exchange blocks until it is interrupted or the fault is changed.
    record Stalls() implements NodeFault {}

    /// Every put or get blocks once this many bytes of it went by; everything else works.
    record StallsAfter(long bytes) implements NodeFault {}

    /// The first put or get that comes to this many bytes breaks there, and the node is gone from then on.
    record Dies(long afterBytes) implements NodeFault {}

    /// Every put or get breaks after this many bytes; the next one starts well again.
    record Breaks(long afterBytes) implements NodeFault {}

    /// The next exchange breaks as it begins; after that all is well.
    record BreaksOnce() implements NodeFault {}

    /// Reads return flipped bytes.
    ///
    /// @param onlyReads whether its proofs are those of the true bytes; if not they are lies too
    record Lies(boolean onlyReads) implements NodeFault {}

    /// It proves nothing of what it serves.
    ///
    /// @param lies whether reads return flipped bytes
    record ProvesNothing(boolean lies) implements NodeFault {}

    /// It stores the bytes, and signs for another root.
    record SignsWrongRoot() implements NodeFault {}

    /// It takes no pieces, and serves those it has.
    record Refuses(NodeErrorCode code) implements NodeFault {}

    /// Every exchange starts and every 64 KiB passes only after this long.
    record Slow(Duration delay) implements NodeFault {}
}
