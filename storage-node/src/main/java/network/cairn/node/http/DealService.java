package network.cairn.node.http;

import java.io.IOException;
import java.util.Optional;
import network.cairn.client.account.LedgerException;
import network.cairn.client.deal.RevisionAcceptance;
import network.cairn.client.deal.RevisionProposal;
import network.cairn.client.net.StalledException;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.client.wire.v1.NodeRoutes;
import network.cairn.node.deal.DealDesk;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;

/// Serves what clients say about their deals. Who a client is, TLS tells; nobody is served another's deal.
final class DealService {
    private final Optional<DealDesk> desk;

    /// @param desk empty where the node does no business on a ledger
    DealService(Optional<DealDesk> desk) {
        this.desk = desk;
    }

    /// Whether a path is one of these.
    static boolean serves(String target) {
        return target.startsWith(NodeRoutes.DEALS) || target.equals(NodeRoutes.PROVIDER);
    }

    void serve(ServerExchange exchange) throws RefusedException, IOException, InterruptedException {
        DealDesk at = desk.orElseThrow(
                () -> new RefusedException(NodeErrorCode.LEDGER_UNAVAILABLE, "this node does no business on a ledger"));
        String target = exchange.target();
        try {
            if (target.equals(NodeRoutes.PROVIDER) && exchange.method().equals("GET")) {
                exchange.answer(200, at.report().encode());
                return;
            }
            String rest = target.startsWith(NodeRoutes.DEALS) ? target.substring(NodeRoutes.DEALS.length()) : "";
            int slash = rest.indexOf('/');
            if (slash < 0 || !exchange.method().equals("POST")) {
                throw malformed("there is no such " + exchange.method());
            }
            DealId deal = deal(rest.substring(0, slash));
            ActorId peer = exchange.peerIdentity();
            switch (rest.substring(slash)) {
                case NodeRoutes.PROPOSAL_SUFFIX -> propose(exchange, at, peer, deal);
                case NodeRoutes.ACCEPTANCE_SUFFIX -> accept(exchange, at, peer, deal);
                default -> throw malformed("there is no such POST for a deal");
            }
        } catch (CodecException e) {
            throw malformed(String.valueOf(e.getMessage()));
        } catch (LedgerException e) {
            throw new RefusedException(NodeErrorCode.LEDGER_UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }

    private static void propose(ServerExchange exchange, DealDesk desk, ActorId peer, DealId deal)
            throws RefusedException, IOException, InterruptedException, CodecException, LedgerException {
        checkParty(desk, peer, deal);
        var proposal = RevisionProposal.decode(body(exchange, RevisionProposal.ENCODED_BYTES_MAX));
        if (!proposal.deal().equals(deal)) {
            throw malformed("a proposal for deal " + proposal.deal() + " under that of deal " + deal);
        }
        exchange.answer(200, desk.propose(proposal).encode());
    }

    private static void accept(ServerExchange exchange, DealDesk desk, ActorId peer, DealId deal)
            throws RefusedException, IOException, InterruptedException, CodecException, LedgerException {
        checkParty(desk, peer, deal);
        var acceptance = RevisionAcceptance.decode(body(exchange, RevisionAcceptance.ENCODED_BYTES_MAX));
        exchange.answer(200, desk.accept(deal, acceptance).encode());
    }

    private static void checkParty(DealDesk desk, ActorId peer, DealId deal) throws RefusedException, LedgerException {
        if (!desk.isBetween(peer, deal)) {
            throw new RefusedException(
                    NodeErrorCode.DEAL_UNKNOWN, "deal " + deal + " is not between this node and " + peer);
        }
    }

    private static byte[] body(ServerExchange exchange, int bytesMax)
            throws RefusedException, IOException, InterruptedException {
        long declared = exchange.bodyBytes();
        if (declared == ServerExchange.NO_LENGTH || declared > bytesMax) {
            throw new RefusedException(
                    NodeErrorCode.BODY_TOO_LARGE,
                    "a body of at most " + bytesMax + " bytes is taken, its length in Content-Length");
        }
        byte[] body = new byte[(int) declared];
        int have = 0;
        try {
            while (have < body.length) {
                int count = exchange.body().read(body, have, body.length - have);
                if (count < 0) {
                    break;
                }
                have += count;
            }
        } catch (StalledException e) {
            throw new RefusedException(NodeErrorCode.BODY_INCOMPLETE, String.valueOf(e.getMessage()));
        }
        if (have < body.length) {
            throw new RefusedException(
                    NodeErrorCode.BODY_INCOMPLETE, "the body ended after " + have + " of " + declared + " bytes");
        }
        return body;
    }

    private static DealId deal(String hex) throws RefusedException {
        try {
            return DealId.fromHex(hex);
        } catch (IllegalArgumentException e) {
            throw malformed("not a deal's id: " + e.getMessage());
        }
    }

    private static RefusedException malformed(String message) {
        return new RefusedException(NodeErrorCode.MALFORMED_REQUEST, message);
    }
}
