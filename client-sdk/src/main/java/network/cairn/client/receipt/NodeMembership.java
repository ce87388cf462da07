package network.cairn.client.receipt;

import java.util.Optional;
import network.cairn.client.transport.HttpDealProvider;
import network.cairn.client.transport.HttpStorageNetwork;
import network.cairn.client.transport.NodeException;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.PieceId;

/// Asks the nodes of a network over HTTP.
///
/// @param network knows them
public record NodeMembership(HttpStorageNetwork network) implements PieceMembership {
    private interface Question {
        Optional<byte[]> ask(HttpDealProvider provider) throws NodeException, InterruptedException;
    }

    @Override
    public Optional<byte[]> prove(ActorId node, DealId deal, long sequence, PieceId piece) throws NodeException {
        return ask(node, provider -> provider.membership(deal, sequence, piece));
    }

    @Override
    public Optional<Earlier> proveEarlier(ActorId node, DealId deal, long epoch, PieceId piece) throws NodeException {
        Optional<byte[]> answer =
                ask(node, provider -> provider.earlier(deal, epoch, piece, Earlier.ENCODED_BYTES_MAX));
        try {
            return answer.isEmpty() ? Optional.empty() : Optional.of(Earlier.decode(answer.get()));
        } catch (CodecException e) {
            throw new NodeException(
                    node, new NodeException.Failure.ProtocolViolation(), "no earlier list: " + e.getMessage(), e);
        }
    }

    private Optional<byte[]> ask(ActorId node, Question question) throws NodeException {
        try {
            return question.ask(network.provider(node));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeException(node, new NodeException.Failure.TimedOut(), "the question was broken off", e);
        }
    }
}
