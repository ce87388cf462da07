package network.cairn.node.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import network.cairn.client.identity.Identity;
import network.cairn.client.net.OutboundBytes;
import network.cairn.client.net.StalledException;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.client.wire.v1.NodeHealth;
import network.cairn.client.wire.v1.NodeRoutes;
import network.cairn.client.wire.v1.PieceOperation;
import network.cairn.client.wire.v1.PieceOrder;
import network.cairn.client.wire.v1.PieceReceipt;
import network.cairn.client.wire.v1.PieceStat;
import network.cairn.client.wire.v1.SignedVoucher;
import network.cairn.node.NodeLimits;
import network.cairn.node.deal.DealDesk;
import network.cairn.node.egress.Admission.Admitted;
import network.cairn.node.egress.Admission.Refused;
import network.cairn.node.egress.ChannelStanding;
import network.cairn.node.egress.EgressGate;
import network.cairn.node.egress.RefusalReason;
import network.cairn.node.store.PieceReader;
import network.cairn.node.store.PieceStore;
import network.cairn.node.store.PieceWriter;
import network.cairn.node.store.StoreException;
import network.cairn.node.store.StoreStatus;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.PieceId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fills requests: finds what one asks for, has its order checked, and moves bytes between the client and the
/// store. Blocking, one virtual thread a request.
final class PieceService {
    private static final Logger LOG = LoggerFactory.getLogger(PieceService.class);
    private static final int CHUNK_BYTES = OutboundBytes.CHUNK_BYTES_MAX;

    private final Identity node;
    private final OrderGate gate;
    private final PieceStore store;
    private final EgressGate egress;
    private final NodeLimits limits;
    private final InstantSource clock;
    private final String version;
    private final Optional<DealDesk> deals;
    private final DealService dealService;

    PieceService(
            Identity node, OrderGate gate, NodeParts parts, NodeLimits limits, InstantSource clock, String version) {
        this.deals = parts.deals();
        this.dealService = new DealService(parts.deals());
        this.node = node;
        this.gate = gate;
        this.store = parts.store();
        this.egress = parts.egress();
        this.limits = limits;
        this.clock = clock;
        this.version = version;
    }

    void serve(ServerExchange exchange) throws InterruptedException {
        try {
            route(exchange);
        } catch (RefusedException e) {
            exchange.refuse(e.code(), String.valueOf(e.getMessage()));
        } catch (StoreException e) {
            if (e.code() == NodeErrorCode.INTERNAL || e.code() == NodeErrorCode.PIECE_CORRUPT) {
                LOG.error("{} {}: {}", exchange.method(), exchange.target(), e.getMessage(), e);
            }
            exchange.refuse(e.code(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            LOG.debug(
                    "{} {} from {} broke off: {}",
                    exchange.method(),
                    exchange.target(),
                    exchange.peer(),
                    e.getMessage());
            exchange.abort();
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", exchange.method(), exchange.target(), e);
            exchange.refuse(NodeErrorCode.INTERNAL, "the node failed; its operator finds why in its log");
        }
    }

    private void route(ServerExchange exchange)
            throws RefusedException, StoreException, IOException, InterruptedException {
        String target = exchange.target();
        String method = exchange.method();
        if (DealService.serves(target)) {
            dealService.serve(exchange);
            return;
        }
        if (!method.equals("PUT") && exchange.bodyBytes() != 0) {
            throw malformed("a " + method + " has no body");
        }
        if (target.equals(NodeRoutes.HEALTH) && method.equals("GET")) {
            exchange.answer(200, health().encode());
            return;
        }
        if (target.equals(NodeRoutes.KEY) && method.equals("GET")) {
            exchange.answer(200, node.publicIdentity().toBytes());
            return;
        }
        if (target.startsWith(NodeRoutes.CHANNELS) && method.equals("GET")) {
            channel(exchange, target.substring(NodeRoutes.CHANNELS.length()));
            return;
        }
        if (!target.startsWith(NodeRoutes.PIECES)) {
            throw malformed("there is no " + method + " of " + shortened(target));
        }
        String rest = target.substring(NodeRoutes.PIECES.length());
        int slash = rest.indexOf('/');
        PieceId piece = piece(slash < 0 ? rest : rest.substring(0, slash));
        String suffix = slash < 0 ? "" : rest.substring(slash);
        PieceOperation operation = operation(method, suffix);
        PieceOrder order = gate.admit(exchange.order(), operation, piece);
        switch (operation) {
            case PUT -> put(exchange, order);
            case GET -> get(exchange, order);
            case DELETE -> delete(exchange, order);
            case STAT -> stat(exchange, order);
            case PROVE -> prove(exchange, order);
        }
    }

    private void put(ServerExchange exchange, PieceOrder order)
            throws RefusedException, StoreException, IOException, InterruptedException {
        long lengthBytes = order.lengthBytes();
        checkNoRange(order, 0, lengthBytes);
        if (lengthBytes > limits.pieceBytesMax()) {
            throw new RefusedException(
                    NodeErrorCode.BODY_TOO_LARGE,
                    "a piece of " + lengthBytes + " bytes, this node takes at most " + limits.pieceBytesMax());
        }
        long declared = exchange.bodyBytes();
        if (declared == ServerExchange.NO_LENGTH) {
            throw malformed("a PUT declares its length in Content-Length");
        }
        if (declared != lengthBytes) {
            throw new RefusedException(
                    declared > lengthBytes ? NodeErrorCode.BODY_TOO_LARGE : NodeErrorCode.BODY_INCOMPLETE,
                    "a body of " + declared + " bytes for an order of " + lengthBytes);
        }
        PieceStat stat;
        try (PieceWriter writer = store.begin(order.piece(), lengthBytes)) {
            receive(exchange, writer, lengthBytes);
            stat = writer.commit();
        }
        PieceReceipt receipt = PieceReceipt.sign(
                node, order.client().id(), stat.piece(), stat.lengthBytes(), stat.root(), clock.instant());
        exchange.answer(201, receipt.encode());
    }

    private static void receive(ServerExchange exchange, PieceWriter writer, long lengthBytes)
            throws RefusedException, StoreException, IOException, InterruptedException {
        byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, lengthBytes)];
        long have = 0;
        while (have < lengthBytes) {
            int count;
            try {
                count = exchange.body().read(chunk, 0, (int) Math.min(chunk.length, lengthBytes - have));
            } catch (StalledException e) {
                throw new RefusedException(NodeErrorCode.BODY_INCOMPLETE, String.valueOf(e.getMessage()));
            }
            if (count < 0) {
                throw new RefusedException(
                        NodeErrorCode.BODY_INCOMPLETE,
                        "the body ended after " + have + " of " + lengthBytes + " bytes");
            }
            writer.write(chunk, 0, count);
            have += count;
        }
    }

    private void get(ServerExchange exchange, PieceOrder order)
            throws RefusedException, StoreException, IOException, InterruptedException {
        try (PieceReader reader = store.open(order.piece())) {
            checkRange(order, reader.stat());
            // Asked once all else is well: what is refused costs the client nothing.
            try (Admitted paid = admitted(exchange, order)) {
                send(exchange, order, reader, paid);
            }
        }
    }

    private static void send(ServerExchange exchange, PieceOrder order, PieceReader reader, Admitted paid)
            throws StoreException, IOException, InterruptedException {
        byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, order.lengthBytes())];
        long sent = 0;
        // The first chunk is read before the answer starts, so that a damaged piece is an error, not a broken
        // answer.
        if (chunk.length > 0) {
            reader.read(order.offset(), chunk, 0, chunk.length);
        }
        OutboundBytes out = exchange.stream(200, order.lengthBytes());
        while (sent < order.lengthBytes()) {
            int count = (int) Math.min(chunk.length, order.lengthBytes() - sent);
            if (sent > 0) {
                reader.read(order.offset() + sent, chunk, 0, count);
            }
            out.write(chunk, 0, count);
            paid.sent(count);
            sent += count;
        }
        out.endAndWait();
    }

    private Admitted admitted(ServerExchange exchange, PieceOrder order) throws RefusedException, InterruptedException {
        String header = exchange.voucher();
        Optional<SignedVoucher> voucher;
        try {
            voucher = header == null ? Optional.empty() : Optional.of(SignedVoucher.fromHeader(header));
        } catch (CodecException e) {
            throw malformed("the voucher cannot be read: " + e.getMessage());
        }
        return switch (egress.admit(order.client().id(), voucher, order.lengthBytes())) {
            case Admitted paid -> paid;
            case Refused(var reason, var text) ->
                throw new RefusedException(
                        reason == RefusalReason.LEDGER_UNAVAILABLE
                                ? NodeErrorCode.BUSY
                                : NodeErrorCode.PAYMENT_REQUIRED,
                        reason + ": " + text);
        };
    }

    /// Tells a channel's client what it has promised, so that it can go on after it lost its count.
    private void channel(ServerExchange exchange, String hex) throws RefusedException, IOException {
        Digest channel;
        try {
            channel = Digest.fromHex(hex);
        } catch (IllegalArgumentException e) {
            throw malformed("not a channel: " + shortened(hex) + ", " + e.getMessage());
        }
        Optional<ChannelStanding> standing = egress.standing(channel);
        if (standing.isPresent() && !standing.get().client().equals(exchange.peerIdentity())) {
            throw new RefusedException(
                    NodeErrorCode.CLIENT_UNKNOWN, "channel " + channel + " is not that of the connection's client");
        }
        exchange.answer(
                200,
                standing.flatMap(ChannelStanding::best)
                        .map(SignedVoucher::encode)
                        .orElse(new byte[0]));
    }

    private void delete(ServerExchange exchange, PieceOrder order)
            throws RefusedException, StoreException, IOException {
        checkNoRange(order, 0, 0);
        if (deals.isPresent()) {
            deleteUnlessHeld(deals.get(), order.piece());
        } else {
            store.delete(order.piece());
        }
        exchange.answer(204, new byte[0]);
    }

    private void deleteUnlessHeld(DealDesk desk, PieceId piece) throws RefusedException, StoreException, IOException {
        try {
            boolean deleted = desk.deleteUnlessHeld(piece, () -> {
                try {
                    store.delete(piece);
                } catch (StoreException e) {
                    throw new IOException(e);
                }
            });
            if (!deleted) {
                throw new RefusedException(
                        NodeErrorCode.PIECE_IN_DEAL,
                        "piece " + piece + " is in a deal; a revision of the deal takes it out");
            }
        } catch (IOException e) {
            if (e.getCause() instanceof StoreException failure) {
                throw new StoreException(failure.code(), String.valueOf(failure.getMessage()), failure);
            }
            throw e;
        }
    }

    private void stat(ServerExchange exchange, PieceOrder order) throws RefusedException, StoreException {
        checkNoRange(order, 0, 0);
        try (PieceReader reader = store.open(order.piece())) {
            exchange.answer(200, reader.stat().encode());
        }
    }

    private void prove(ServerExchange exchange, PieceOrder order) throws RefusedException, StoreException {
        try (PieceReader reader = store.open(order.piece())) {
            checkRange(order, reader.stat());
            byte[] proof = reader.prove(order.offset(), order.lengthBytes());
            if (proof.length > NodeRoutes.PROOF_BYTES_MAX) {
                throw new RefusedException(
                        NodeErrorCode.LIMIT_EXCEEDED,
                        "a proof of " + proof.length + " bytes, at most " + NodeRoutes.PROOF_BYTES_MAX
                                + " are sent; ask for a shorter range");
            }
            exchange.answer(200, proof);
        }
    }

    private NodeHealth health() {
        StoreStatus status = store.status();
        return new NodeHealth(
                node.id(),
                status.writable(),
                truncated(status.reason(), NodeHealth.REASON_BYTES_MAX),
                status.capacityBytes(),
                status.usedBytes(),
                status.pieces(),
                truncated(version, NodeHealth.VERSION_BYTES_MAX));
    }

    private static PieceOperation operation(String method, String suffix) throws RefusedException {
        return switch (method + suffix) {
            case "PUT" -> PieceOperation.PUT;
            case "GET" -> PieceOperation.GET;
            case "DELETE" -> PieceOperation.DELETE;
            case "GET" + NodeRoutes.STAT_SUFFIX -> PieceOperation.STAT;
            case "GET" + NodeRoutes.PROOF_SUFFIX -> PieceOperation.PROVE;
            default -> throw malformed("there is no " + shortened(method + " of a piece" + suffix));
        };
    }

    private static PieceId piece(String hex) throws RefusedException {
        try {
            return PieceId.fromHex(hex);
        } catch (IllegalArgumentException e) {
            throw malformed("not a piece id: " + shortened(hex) + ", " + e.getMessage());
        }
    }

    private static void checkRange(PieceOrder order, PieceStat stat) throws RefusedException {
        if (order.offset() > stat.lengthBytes() || order.lengthBytes() > stat.lengthBytes() - order.offset()) {
            throw new RefusedException(
                    NodeErrorCode.RANGE_INVALID,
                    order.lengthBytes() + " bytes from " + order.offset() + " are not inside a piece of "
                            + stat.lengthBytes());
        }
    }

    private static void checkNoRange(PieceOrder order, long offset, long lengthBytes) throws RefusedException {
        if (order.offset() != offset || order.lengthBytes() != lengthBytes) {
            throw new RefusedException(
                    NodeErrorCode.ORDER_INVALID, "a " + order.operation() + " order has no range, this one does");
        }
    }

    private static RefusedException malformed(String message) {
        return new RefusedException(NodeErrorCode.MALFORMED_REQUEST, message);
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    /// As much of the text's start as fits in so many bytes of UTF-8.
    private static String truncated(String text, int bytesMax) {
        CharsetEncoder encoder = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        ByteBuffer encoded = ByteBuffer.allocate(bytesMax);
        encoder.encode(CharBuffer.wrap(text), encoded, true);
        return new String(encoded.array(), 0, encoded.position(), StandardCharsets.UTF_8);
    }
}
