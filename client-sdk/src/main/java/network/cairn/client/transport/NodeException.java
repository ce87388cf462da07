package network.cairn.client.transport;

import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.proofs.id.ActorId;

/// An exchange with one storage node failed. Always about that one node: another may do.
public final class NodeException extends Exception {
    private static final long serialVersionUID = 1L;

    /// How it failed.
    public sealed interface Failure {
        /// The node answered with an error of its own.
        record Refused(NodeErrorCode code) implements Failure {}

        /// No connection, or it broke.
        record Unreachable() implements Failure {}

        /// The peer at this address is not the node that was asked for.
        record WrongIdentity() implements Failure {}

        /// No progress within the limit.
        record TimedOut() implements Failure {}

        /// The node's answer breaks the protocol: a bad receipt, a wrong root or length, malformed bytes.
        record ProtocolViolation() implements Failure {}
    }

    private final transient ActorId node;
    private final transient Failure failure;

    public NodeException(ActorId node, Failure failure, String message) {
        super("node " + node + ": " + message);
        this.node = node;
        this.failure = failure;
    }

    public NodeException(ActorId node, Failure failure, String message, Throwable cause) {
        super("node " + node + ": " + message, cause);
        this.node = node;
        this.failure = failure;
    }

    public ActorId node() {
        return node;
    }

    public Failure failure() {
        return failure;
    }

    public boolean isRefusal(NodeErrorCode code) {
        return failure instanceof Failure.Refused refused && refused.code() == code;
    }
}
