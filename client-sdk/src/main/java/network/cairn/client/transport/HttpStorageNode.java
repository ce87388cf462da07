package network.cairn.client.transport;

import io.vertx.core.http.HttpMethod;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import network.cairn.client.identity.Identity;
import network.cairn.client.wire.v1.NodeHealth;
import network.cairn.client.wire.v1.NodeRoutes;
import network.cairn.client.wire.v1.PieceOperation;
import network.cairn.client.wire.v1.PieceOrder;
import network.cairn.client.wire.v1.PieceStat;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Nonce;
import network.cairn.proofs.id.PieceId;
import org.jspecify.annotations.Nullable;

/// A storage node over HTTP: signs an order for each call and checks what comes back.
final class HttpStorageNode implements StorageNode {
    private final NodeLink link;
    private final Identity client;
    private final InstantSource clock;
    private final SecureRandom random;
    private final TransportLimits limits;

    HttpStorageNode(NodeLink link, Identity client, InstantSource clock, SecureRandom random, TransportLimits limits) {
        this.link = link;
        this.client = client;
        this.clock = clock;
        this.random = random;
        this.limits = limits;
    }

    NodeLink link() {
        return link;
    }

    @Override
    public ActorId id() {
        return link.endpoint().id();
    }

    @Override
    public PieceUpload put(PieceId piece, long lengthBytes) throws NodeException, InterruptedException {
        String order = order(PieceOperation.PUT, piece, 0, lengthBytes);
        Exchange exchange =
                link.open(HttpMethod.PUT, NodeRoutes.piece(piece), order, lengthBytes, limits.stallTimeout());
        return new HttpPieceUpload(exchange, id(), client.publicIdentity(), piece, lengthBytes, limits.stallTimeout());
    }

    @Override
    public PieceDownload get(PieceId piece, long offset, long lengthBytes) throws NodeException, InterruptedException {
        String order = order(PieceOperation.GET, piece, offset, lengthBytes);
        Exchange exchange =
                link.open(HttpMethod.GET, NodeRoutes.piece(piece), order, Exchange.NO_BODY, limits.stallTimeout());
        boolean started = false;
        try {
            Exchange.Answer answer = exchange.answer(limits.stallTimeout());
            if (answer.lengthBytes() != lengthBytes) {
                throw exchange.violation(answer.lengthBytes() + " bytes instead of the " + lengthBytes + " asked for");
            }
            started = true;
            return new HttpPieceDownload(exchange, answer);
        } finally {
            if (!started) {
                exchange.close();
            }
        }
    }

    @Override
    public byte[] prove(PieceId piece, long offset, long lengthBytes) throws NodeException, InterruptedException {
        String order = order(PieceOperation.PROVE, piece, offset, lengthBytes);
        return call(HttpMethod.GET, NodeRoutes.proof(piece), order, NodeRoutes.PROOF_BYTES_MAX);
    }

    @Override
    public void delete(PieceId piece) throws NodeException, InterruptedException {
        call(HttpMethod.DELETE, NodeRoutes.piece(piece), order(PieceOperation.DELETE, piece, 0, 0), 0);
    }

    @Override
    public PieceStat stat(PieceId piece) throws NodeException, InterruptedException {
        String order = order(PieceOperation.STAT, piece, 0, 0);
        byte[] answer = call(HttpMethod.GET, NodeRoutes.stat(piece), order, PieceStat.ENCODED_BYTES);
        try {
            PieceStat stat = PieceStat.decode(answer);
            if (!stat.piece().equals(piece)) {
                throw violation("the stat of piece " + stat.piece() + " instead of " + piece);
            }
            return stat;
        } catch (CodecException e) {
            throw violation("no stat: " + e.getMessage());
        }
    }

    @Override
    public NodeHealth health() throws NodeException, InterruptedException {
        byte[] answer = call(HttpMethod.GET, NodeRoutes.HEALTH, null, NodeHealth.ENCODED_BYTES_MAX);
        try {
            NodeHealth health = NodeHealth.decode(answer);
            if (!health.node().equals(id())) {
                throw violation("the health of node " + health.node());
            }
            return health;
        } catch (CodecException e) {
            throw violation("no health: " + e.getMessage());
        }
    }

    private byte[] call(HttpMethod method, String path, @Nullable String order, int answerBytesMax)
            throws NodeException, InterruptedException {
        try (Exchange exchange = link.open(method, path, order, Exchange.NO_BODY, limits.requestTimeout())) {
            Exchange.Answer answer = exchange.answer(limits.requestTimeout());
            return exchange.readAll(answer, answerBytesMax, limits.requestTimeout());
        }
    }

    private String order(PieceOperation operation, PieceId piece, long offset, long lengthBytes) {
        byte[] nonce = new byte[Nonce.LENGTH_BYTES];
        random.nextBytes(nonce);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var order = PieceOrder.sign(
                client,
                operation,
                id(),
                piece,
                offset,
                lengthBytes,
                now,
                now.plus(limits.orderLifetime()),
                Nonce.of(nonce));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(order.encode());
    }

    private NodeException violation(String message) {
        return new NodeException(id(), new NodeException.Failure.ProtocolViolation(), message);
    }
}
