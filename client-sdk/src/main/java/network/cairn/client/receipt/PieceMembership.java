package network.cairn.client.receipt;

import java.util.Optional;
import network.cairn.client.transport.NodeException;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.deal.MembershipProof;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.PieceId;

/// Asks nodes to show that they have a piece in a deal. What they answer is checked by whoever asks.
///
/// Calls block, are made by many threads, and each ends within its own time limit.
public interface PieceMembership {
    /// The encoded {@link MembershipProof} of a piece in a revision of a deal's list; empty where the node has no
    /// such revision, or not the piece in it.
    ///
    /// @param sequence of the revision that the ledger has
    Optional<byte[]> prove(ActorId node, DealId deal, long sequence, PieceId piece) throws NodeException;

    /// The same of what the node was bound to at the end of an epoch, which is the one before its deals last
    /// changed; empty where the node does not have that any more, or did not have the piece then.
    default Optional<Earlier> proveEarlier(ActorId node, DealId deal, long epoch, PieceId piece) throws NodeException {
        return Optional.empty();
    }

    /// A piece in an earlier list.
    ///
    /// @param list the list
    /// @param membership of the piece in it
    record Earlier(EarlierList list, MembershipProof membership) {
        /// The longest encoding.
        public static final int ENCODED_BYTES_MAX =
                DealId.LENGTH_BYTES + SumNode.ENCODED_BYTES + 2 * Long.BYTES + 2 * MembershipProof.ENCODED_BYTES_MAX;

        /// The list and then the proof: what a node answers.
        public byte[] encode() {
            var writer = new CanonicalWriter();
            list.write(writer);
            membership.write(writer);
            return writer.toBytes();
        }

        /// @throws CodecException if the bytes are not such an answer
        public static Earlier decode(byte[] encoded) throws CodecException {
            var reader = new CanonicalReader(encoded);
            try {
                var decoded = new Earlier(EarlierList.read(reader), MembershipProof.read(reader));
                reader.end();
                return decoded;
            } catch (IllegalArgumentException e) {
                throw new CodecException(String.valueOf(e.getMessage()), e);
            }
        }
    }
}
