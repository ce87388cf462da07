package network.cairn.deploy.simulation;

import java.util.stream.Collectors;
import network.cairn.chain.message.PeerMessage;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.FixedBytes;

/// Messages and blocks in a few words for a trace, and as a number that is the same in every run.
final class Described {
    private static final int HEX_DIGITS = 8;

    private Described() {}

    static String of(Object about) {
        return switch (about) {
            case PeerMessage.Propose(var proposal, var block) ->
                "propose " + of(proposal.vote()) + " by " + of(proposal.validator()) + ": " + of(block);
            case PeerMessage.Voted(var vote) -> "vote " + of(vote.vote()) + " by " + of(vote.validator());
            case PeerMessage.Certified(var certificate) -> "certificate " + of(certificate);
            case PeerMessage.BlockRequest(var round, var block) -> "block? " + round + " " + of(block);
            case PeerMessage.BlockResponse(var block) -> "block! " + of(block);
            case PeerMessage.FinalisedResponse(var blocks, var finalization) ->
                "finalised! "
                        + blocks.stream().map(Described::of).collect(Collectors.joining(", "))
                        + " by " + of(finalization);
            case PeerMessage.SnapshotPart part ->
                "snapshot part " + part.part() + " of height " + part.height() + ", " + part.bytes().length + " bytes";
            case PeerMessage.Transactions(var transactions) -> transactions.size() + " transactions";
            case Certificate certificate -> of(certificate.vote()) + " signed by " + certificate.signers();
            case Vote.Notarize(var round, long parent, var block) ->
                "notarize " + round + " " + of(block) + " on view " + parent;
            case Vote.Nullify(var round) -> "nullify " + round;
            case Vote.Finalize finalize -> "finalize " + finalize.round() + " " + of(finalize.block());
            case Block block ->
                "block " + block.header().height() + " " + of(block.hash()) + " on "
                        + of(block.header().parent()) + " with "
                        + block.transactions().size();
            case FixedBytes bytes -> bytes.toHex().substring(0, HEX_DIGITS);
            default -> about.toString();
        };
    }

    static long hash(Object about) {
        return switch (about) {
            case PeerMessage.Propose(var proposal, var block) -> hash(proposal.vote()) * 3 + hash(block);
            case PeerMessage.Voted(var vote) ->
                hash(vote.vote()) * 5 + vote.signature().hashCode();
            case PeerMessage.Certified(var certificate) ->
                hash(certificate.vote()) * 7 + certificate.signers().hashCode();
            case PeerMessage.BlockRequest(var round, var block) -> round.view() * 11 + block.hashCode();
            case PeerMessage.BlockResponse(var block) -> hash(block) * 13;
            case PeerMessage.FinalisedResponse(var blocks, var finalization) ->
                hash(finalization.vote()) * 17 + blocks.size();
            case PeerMessage.SnapshotPart part -> part.height() * 19 + part.part();
            case PeerMessage.Transactions(var transactions) -> transactions.size() * 23L;
            case PeerMessage other -> other.hashCode();
            case Vote vote ->
                vote.code() * 29L + vote.round().epoch() * 31 + vote.round().view() * 37 + blockHash(vote);
            case Block block ->
                block.header().state().hashCode() * 41L + block.header().timestampMillis();
            case FixedBytes bytes -> bytes.hashCode();
            default -> about.toString().hashCode();
        };
    }

    private static long blockHash(Vote vote) {
        return switch (vote) {
            case Vote.Notarize notarize -> notarize.block().hashCode();
            case Vote.Nullify _ -> 0;
            case Vote.Finalize finalize -> finalize.block().hashCode();
        };
    }
}
