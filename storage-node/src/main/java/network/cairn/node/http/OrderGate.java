package network.cairn.node.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Set;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.client.wire.v1.PieceOperation;
import network.cairn.client.wire.v1.PieceOrder;
import network.cairn.node.NodeLimits;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.PieceId;
import org.jspecify.annotations.Nullable;

/// Decides whether an order allows what a request asks for. Each order opens it once.
///
/// Cheap checks come first, the signature after them, and only an order that passes all is remembered. Used orders are
/// kept in memory only: orders issued before the gate was made are refused, so none of an earlier life can return.
final class OrderGate {
    private static final int ORDER_CHARACTERS_MAX = 512;

    private final ActorId node;
    private final Set<ActorId> allowedClients;
    private final NodeLimits limits;
    private final InstantSource clock;
    private final Instant startedAt;
    private final NonceMemory used;

    /// @param allowedClients empty to serve every client
    OrderGate(ActorId node, Set<ActorId> allowedClients, NodeLimits limits, InstantSource clock) {
        this.node = node;
        this.allowedClients = Set.copyOf(allowedClients);
        this.limits = limits;
        this.clock = clock;
        this.startedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        this.used = new NonceMemory(limits.noncesMax());
    }

    /// The order in this header, if it allows this operation on this piece here and now.
    PieceOrder admit(@Nullable String header, PieceOperation operation, PieceId piece) throws RefusedException {
        PieceOrder order = decode(header);
        if (!order.node().equals(node)) {
            throw invalid("the order is for node " + order.node() + ", this is " + node);
        }
        if (order.operation() != operation) {
            throw invalid("the order allows " + order.operation() + ", the request is a " + operation);
        }
        if (!order.piece().equals(piece)) {
            throw invalid("the order is for piece " + order.piece() + ", the request for " + piece);
        }
        if (!allowedClients.isEmpty() && !allowedClients.contains(order.client().id())) {
            throw new RefusedException(
                    NodeErrorCode.CLIENT_UNKNOWN,
                    "client " + order.client().id() + " is not among those this node serves");
        }
        Instant now = clock.instant();
        checkTimes(order, now);
        if (!order.isSignedByItsClient()) {
            throw invalid("the order's signature is not its client's");
        }
        return switch (used.remember(order.nonce(), order.expiresAt(), now)) {
            case REMEMBERED -> order;
            case SEEN_BEFORE ->
                throw new RefusedException(NodeErrorCode.ORDER_REPLAYED, "the order has been used before");
            case FULL ->
                throw new RefusedException(
                        NodeErrorCode.BUSY,
                        "this node remembers at most " + limits.noncesMax() + " unexpired orders; try later");
        };
    }

    private void checkTimes(PieceOrder order, Instant now) throws RefusedException {
        if (order.issuedAt().isBefore(startedAt)) {
            throw expired("the order was issued at " + order.issuedAt() + ", before this node started at " + startedAt);
        }
        if (order.issuedAt().isAfter(now.plus(limits.clockSkewMax()))) {
            throw expired("the order was issued at " + order.issuedAt() + ", more than " + limits.clockSkewMax()
                    + " after now, " + now);
        }
        if (!order.expiresAt().isAfter(now)) {
            throw expired("the order expired at " + order.expiresAt() + ", now is " + now);
        }
        Duration lifetime = Duration.between(order.issuedAt(), order.expiresAt());
        if (lifetime.compareTo(limits.orderLifetimeMax()) > 0) {
            throw invalid("the order lives for " + lifetime + ", at most " + limits.orderLifetimeMax() + " is allowed");
        }
    }

    private static PieceOrder decode(@Nullable String header) throws RefusedException {
        if (header == null) {
            throw malformed("the request has no order");
        }
        if (header.length() > ORDER_CHARACTERS_MAX) {
            throw malformed("the order is " + header.length() + " characters, at most " + ORDER_CHARACTERS_MAX
                    + " are allowed");
        }
        try {
            return PieceOrder.decode(Base64.getUrlDecoder().decode(header));
        } catch (IllegalArgumentException | CodecException e) {
            throw malformed("the order cannot be read: " + e.getMessage());
        }
    }

    private static RefusedException malformed(String message) {
        return new RefusedException(NodeErrorCode.MALFORMED_REQUEST, message);
    }

    private static RefusedException invalid(String message) {
        return new RefusedException(NodeErrorCode.ORDER_INVALID, message);
    }

    private static RefusedException expired(String message) {
        return new RefusedException(NodeErrorCode.ORDER_EXPIRED, message);
    }
}
