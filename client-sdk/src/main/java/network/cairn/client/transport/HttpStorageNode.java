package network.cairn.client.transport;

import io.vertx.core.http.HttpMethod;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.client.egress.EgressWallet;
import network.cairn.client.egress.PaidRead;
import network.cairn.client.identity.Identity;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.client.wire.v1.NodeHealth;
import network.cairn.client.wire.v1.NodeRoutes;
import network.cairn.client.wire.v1.PieceOperation;
import network.cairn.client.wire.v1.PieceOrder;
import network.cairn.client.wire.v1.PieceStat;
import network.cairn.client.wire.v1.SignedVoucher;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.Nonce;
import network.cairn.proofs.id.PieceId;

/// A storage node over HTTP: signs an order for each call, pays for reads where there is a wallet, and checks what
/// comes back.
final class HttpStorageNode implements StorageNode {
    /// How long a read waits for the channel to pay it out of.
    private static final Duration CHANNEL_WAIT_MAX = Duration.ofSeconds(10);

    private static final Duration CHANNEL_POLL = Duration.ofMillis(100);

    private final NodeLink link;
    private final Identity client;
    private final InstantSource clock;
    private final SecureRandom random;
    private final TransportLimits limits;
    private final Optional<EgressWallet> wallet;

    HttpStorageNode(
            NodeLink link,
            Identity client,
            InstantSource clock,
            SecureRandom random,
            TransportLimits limits,
            Optional<EgressWallet> wallet) {
        this.link = link;
        this.client = client;
        this.clock = clock;
        this.random = random;
        this.limits = limits;
        this.wallet = wallet;
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
        Map<String, String> order = order(PieceOperation.PUT, piece, 0, lengthBytes);
        Exchange exchange =
                link.open(HttpMethod.PUT, NodeRoutes.piece(piece), order, lengthBytes, limits.stallTimeout());
        return new HttpPieceUpload(exchange, id(), client.publicIdentity(), piece, lengthBytes, limits.stallTimeout());
    }

    @Override
    public PieceDownload get(PieceId piece, long offset, long lengthBytes) throws NodeException, InterruptedException {
        Optional<PaidRead> paid = paid(lengthBytes);
        try {
            return get(piece, offset, lengthBytes, paid);
        } catch (NodeException e) {
            Optional<PaidRead> again = paidAgain(paid, lengthBytes, e);
            if (again.isEmpty()) {
                paid.ifPresent(read -> reportFailure(read, e));
                throw e;
            }
            return getAgain(piece, offset, lengthBytes, again.get());
        } catch (InterruptedException e) {
            paid.ifPresent(read -> read.ended(0));
            throw e;
        }
    }

    private Optional<PaidRead> paid(long lengthBytes) throws NodeException, InterruptedException {
        if (wallet.isEmpty()) {
            return Optional.empty();
        }
        Optional<Digest> uncounted = wallet.get().uncounted(id());
        if (uncounted.isPresent()) {
            wallet.get().count(id(), uncounted.get(), toldVoucher(uncounted.get()));
        }
        return wallet.get().voucherFor(id(), lengthBytes);
    }

    /// The best voucher of a channel, if the node tells: where it never will, the read shows why. One that is
    /// merely busy is asked again with the next read, as to go on without the count could pay twice.
    private Optional<SignedVoucher> toldVoucher(Digest channel) throws NodeException, InterruptedException {
        try {
            return bestVoucher(channel);
        } catch (NodeException e) {
            if (e.isRefusal(NodeErrorCode.CLIENT_UNKNOWN) || e.isRefusal(NodeErrorCode.MALFORMED_REQUEST)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private PieceDownload getAgain(PieceId piece, long offset, long lengthBytes, PaidRead paid)
            throws NodeException, InterruptedException {
        try {
            return get(piece, offset, lengthBytes, Optional.of(paid));
        } catch (NodeException e) {
            reportFailure(paid, e);
            throw e;
        } catch (InterruptedException e) {
            paid.ended(0);
            throw e;
        }
    }

    private PieceDownload get(PieceId piece, long offset, long lengthBytes, Optional<PaidRead> paid)
            throws NodeException, InterruptedException {
        Map<String, String> headers = new HashMap<>(order(PieceOperation.GET, piece, offset, lengthBytes));
        paid.ifPresent(read -> headers.put(NodeRoutes.VOUCHER_HEADER, read.header()));
        Exchange exchange =
                link.open(HttpMethod.GET, NodeRoutes.piece(piece), headers, Exchange.NO_BODY, limits.stallTimeout());
        boolean started = false;
        try {
            Exchange.Answer answer = exchange.answer(limits.stallTimeout());
            if (answer.lengthBytes() != lengthBytes) {
                throw exchange.violation(answer.lengthBytes() + " bytes instead of the " + lengthBytes + " asked for");
            }
            started = true;
            return new HttpPieceDownload(exchange, answer, paid);
        } finally {
            if (!started) {
                exchange.close();
            }
        }
    }

    /// A higher voucher for a read that the node wants paid. Where this client has lost its count, the node's word
    /// and its own signature tell it how far it was.
    private Optional<PaidRead> paidAgain(Optional<PaidRead> paid, long lengthBytes, NodeException refusal)
            throws InterruptedException {
        if (wallet.isEmpty() || !refusal.isRefusal(NodeErrorCode.PAYMENT_REQUIRED)) {
            return Optional.empty();
        }
        try {
            if (paid.isEmpty()) {
                return paidSoon(lengthBytes);
            }
            return wallet.get().again(paid.get(), bestVoucher(paid.get().channelId()));
        } catch (NodeException e) {
            refusal.addSuppressed(e);
            return Optional.empty();
        } catch (InterruptedException e) {
            paid.ifPresent(PaidRead::refused);
            throw e;
        }
    }

    /// The same where there is no channel yet: the first read from a node asks for one, which takes some blocks to
    /// open.
    private Optional<PaidRead> paidSoon(long lengthBytes) throws NodeException, InterruptedException {
        long begun = System.nanoTime();
        Optional<PaidRead> paid = paid(lengthBytes);
        while (paid.isEmpty() && System.nanoTime() - begun < CHANNEL_WAIT_MAX.toNanos()) {
            Thread.sleep(CHANNEL_POLL);
            paid = paid(lengthBytes);
        }
        return paid;
    }

    private Optional<SignedVoucher> bestVoucher(Digest channel) throws NodeException, InterruptedException {
        byte[] answer = call(HttpMethod.GET, NodeRoutes.channel(channel), Map.of(), SignedVoucher.ENCODED_BYTES);
        try {
            return answer.length == 0 ? Optional.empty() : Optional.of(SignedVoucher.decode(answer));
        } catch (CodecException e) {
            throw violation("no voucher: " + e.getMessage());
        }
    }

    private static void reportFailure(PaidRead read, NodeException failure) {
        if (failure.failure() instanceof NodeException.Failure.Refused) {
            read.refused();
        } else {
            read.ended(0);
        }
    }

    @Override
    public byte[] prove(PieceId piece, long offset, long lengthBytes) throws NodeException, InterruptedException {
        Map<String, String> order = order(PieceOperation.PROVE, piece, offset, lengthBytes);
        return call(HttpMethod.GET, NodeRoutes.proof(piece), order, NodeRoutes.PROOF_BYTES_MAX);
    }

    @Override
    public void delete(PieceId piece) throws NodeException, InterruptedException {
        call(HttpMethod.DELETE, NodeRoutes.piece(piece), order(PieceOperation.DELETE, piece, 0, 0), 0);
    }

    @Override
    public PieceStat stat(PieceId piece) throws NodeException, InterruptedException {
        Map<String, String> order = order(PieceOperation.STAT, piece, 0, 0);
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
        byte[] answer = call(HttpMethod.GET, NodeRoutes.HEALTH, Map.of(), NodeHealth.ENCODED_BYTES_MAX);
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

    private byte[] call(HttpMethod method, String path, Map<String, String> headers, int answerBytesMax)
            throws NodeException, InterruptedException {
        try (Exchange exchange = link.open(method, path, headers, Exchange.NO_BODY, limits.requestTimeout())) {
            Exchange.Answer answer = exchange.answer(limits.requestTimeout());
            return exchange.readAll(answer, answerBytesMax, limits.requestTimeout());
        }
    }

    /// The header with an order for this.
    private Map<String, String> order(PieceOperation operation, PieceId piece, long offset, long lengthBytes) {
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
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(order.encode());
        return Map.of(NodeRoutes.ORDER_HEADER, encoded);
    }

    private NodeException violation(String message) {
        return new NodeException(id(), new NodeException.Failure.ProtocolViolation(), message);
    }
}
