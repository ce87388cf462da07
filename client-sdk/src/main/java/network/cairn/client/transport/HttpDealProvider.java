package network.cairn.client.transport;

import io.vertx.core.http.HttpMethod;
import java.util.Map;
import network.cairn.client.deal.DealProvider;
import network.cairn.client.deal.RevisionAcceptance;
import network.cairn.client.deal.RevisionAnswer;
import network.cairn.client.deal.RevisionProposal;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.wire.v1.NodeRoutes;
import network.cairn.client.wire.v1.ProviderReport;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;

/// A provider over HTTP; TLS tells it who asks.
public final class HttpDealProvider implements DealProvider {
    private final NodeLink link;
    private final TransportLimits limits;

    HttpDealProvider(NodeLink link, TransportLimits limits) {
        this.link = link;
        this.limits = limits;
    }

    private interface Decoding<T> {
        T decode(byte[] encoded) throws CodecException;
    }

    @Override
    public PublicIdentity key() throws NodeException, InterruptedException {
        byte[] encoded = get(NodeRoutes.KEY, PublicIdentity.KEY_LENGTH_BYTES);
        try {
            PublicIdentity key = PublicIdentity.of(encoded);
            if (!key.id().equals(id())) {
                throw violation("the key of " + key.id());
            }
            return key;
        } catch (IllegalArgumentException e) {
            throw violation("no key: " + e.getMessage());
        }
    }

    @Override
    public RevisionAnswer propose(RevisionProposal proposal) throws NodeException, InterruptedException {
        return post(NodeRoutes.proposal(proposal.deal()), proposal.encode());
    }

    @Override
    public RevisionAnswer accept(DealId deal, RevisionAcceptance acceptance)
            throws NodeException, InterruptedException {
        return post(NodeRoutes.acceptance(deal), acceptance.encode());
    }

    /// How the node does as a provider, as it sees it itself.
    public ProviderReport report() throws NodeException, InterruptedException {
        return decoded(get(NodeRoutes.PROVIDER, ProviderReport.ENCODED_BYTES_MAX), ProviderReport::decode);
    }

    private RevisionAnswer post(String path, byte[] body) throws NodeException, InterruptedException {
        try (Exchange exchange = link.open(HttpMethod.POST, path, Map.of(), body.length, limits.requestTimeout())) {
            exchange.send(body, 0, body.length);
            exchange.endBody();
            Exchange.Answer answer = exchange.answer(limits.requestTimeout());
            byte[] encoded = exchange.readAll(answer, RevisionAnswer.ENCODED_BYTES_MAX, limits.requestTimeout());
            return decoded(encoded, RevisionAnswer::decode);
        }
    }

    private byte[] get(String path, int answerBytesMax) throws NodeException, InterruptedException {
        try (Exchange exchange = link.open(HttpMethod.GET, path, Map.of(), Exchange.NO_BODY, limits.requestTimeout())) {
            return exchange.readAll(exchange.answer(limits.requestTimeout()), answerBytesMax, limits.requestTimeout());
        }
    }

    private <T> T decoded(byte[] encoded, Decoding<T> decoding) throws NodeException {
        try {
            return decoding.decode(encoded);
        } catch (CodecException e) {
            throw violation("an answer that is none: " + e.getMessage());
        }
    }

    private ActorId id() {
        return link.endpoint().id();
    }

    private NodeException violation(String message) {
        return new NodeException(id(), new NodeException.Failure.ProtocolViolation(), message);
    }
}
