package network.cairn.chain.message;

import java.util.ArrayList;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Transaction;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.BlockHash;

/// The canonical bytes of messages between validators: one byte that says which, then its fields.
public final class PeerMessageCodec {
    /// The longest encoding there is.
    public static final int ENCODED_BYTES_MAX = 8 << 20;

    private static final int VOTE_BYTES_MAX = 256;

    private PeerMessageCodec() {}

    /// @throws IllegalArgumentException if the message is longer than {@link #ENCODED_BYTES_MAX}
    public static byte[] encode(PeerMessage message) {
        var writer = new CanonicalWriter().u8(code(message));
        switch (message) {
            case PeerMessage.Propose(var proposal, var block) ->
                writer.bytes(proposal.encode()).bytes(block.encode());
            case PeerMessage.Voted(var vote) -> writer.bytes(vote.encode());
            case PeerMessage.Certified(var certificate) -> writer.bytes(certificate.encode());
            case PeerMessage.BlockRequest(var round, var block) ->
                writeRound(writer, round).id(block);
            case PeerMessage.BlockResponse(var block) -> writer.bytes(block.encode());
            case PeerMessage.CertificateRequest(long epoch, long fromView, long toView) ->
                writer.u64(epoch).u64(fromView).u64(toView);
            case PeerMessage.Standing(long height, var round) -> writeRound(writer.u64(height), round);
            case PeerMessage.FinalisedRequest(long height) -> writer.u64(height);
            case PeerMessage.FinalisedResponse(var blocks, var finalization) -> {
                writer.u32(blocks.size());
                blocks.forEach(block -> writer.bytes(block.encode()));
                writer.bytes(finalization.encode());
            }
            case PeerMessage.SnapshotOffer(long height) -> writer.u64(height);
            case PeerMessage.SnapshotRequest(long height, int part) ->
                writer.u64(height).u32(part);
            case PeerMessage.SnapshotPart part ->
                writer.u64(part.height()).u32(part.part()).bytes(part.bytes());
            case PeerMessage.BeaconShare(long epoch, var validator, var share) ->
                writer.u64(epoch).id(validator).id(share);
            case PeerMessage.Transactions(var transactions) -> {
                writer.u32(transactions.size());
                transactions.forEach(transaction -> writer.bytes(transaction.encode()));
            }
        }
        byte[] encoded = writer.toBytes();
        if (encoded.length > ENCODED_BYTES_MAX) {
            throw new IllegalArgumentException("a message is at most " + ENCODED_BYTES_MAX + " bytes, this "
                    + message.getClass().getSimpleName() + " is " + encoded.length);
        }
        return encoded;
    }

    private static int code(PeerMessage message) {
        return switch (message) {
            case PeerMessage.Propose _ -> 1;
            case PeerMessage.Voted _ -> 2;
            case PeerMessage.Certified _ -> 3;
            case PeerMessage.BlockRequest _ -> 4;
            case PeerMessage.BlockResponse _ -> 5;
            case PeerMessage.CertificateRequest _ -> 6;
            case PeerMessage.Standing _ -> 7;
            case PeerMessage.FinalisedRequest _ -> 8;
            case PeerMessage.FinalisedResponse _ -> 9;
            case PeerMessage.SnapshotOffer _ -> 10;
            case PeerMessage.SnapshotRequest _ -> 11;
            case PeerMessage.SnapshotPart _ -> 12;
            case PeerMessage.BeaconShare _ -> 13;
            case PeerMessage.Transactions _ -> 14;
        };
    }

    /// Reads a message; no signature in it is checked.
    ///
    /// @throws CodecException if these bytes are not the encoding of a message
    public static PeerMessage decode(byte[] encoded) throws CodecException {
        if (encoded.length > ENCODED_BYTES_MAX) {
            throw new CodecException("a message is at most " + ENCODED_BYTES_MAX + " bytes, not " + encoded.length);
        }
        var reader = new CanonicalReader(encoded);
        int code = reader.u8("message code");
        try {
            PeerMessage message = read(code, reader);
            reader.end();
            return message;
        } catch (IllegalArgumentException e) {
            throw new CodecException("message " + code + ": " + e.getMessage(), e);
        }
    }

    private static PeerMessage read(int code, CanonicalReader reader) throws CodecException {
        return switch (code) {
            case 1 -> new PeerMessage.Propose(readVote(reader), readBlock(reader));
            case 2 -> new PeerMessage.Voted(readVote(reader));
            case 3 -> new PeerMessage.Certified(readCertificate(reader));
            case 4 ->
                new PeerMessage.BlockRequest(
                        readRound(reader), BlockHash.of(reader.fixed(BlockHash.LENGTH_BYTES, "requested block")));
            case 5 -> new PeerMessage.BlockResponse(readBlock(reader));
            case 6 ->
                new PeerMessage.CertificateRequest(
                        reader.u64("requested epoch"), reader.u64("first view"), reader.u64("last view"));
            case 7 -> new PeerMessage.Standing(reader.u64("finalised height"), readRound(reader));
            case 8 -> new PeerMessage.FinalisedRequest(reader.u64("first height"));
            case 9 -> readFinalisedResponse(reader);
            case 10 -> new PeerMessage.SnapshotOffer(reader.u64("snapshot height"));
            case 11 -> new PeerMessage.SnapshotRequest(reader.u64("snapshot height"), reader.u32("snapshot part"));
            case 12 ->
                new PeerMessage.SnapshotPart(
                        reader.u64("snapshot height"),
                        reader.u32("snapshot part"),
                        reader.bytes(PeerMessage.SnapshotPart.BYTES_MAX, "snapshot bytes"));
            case 13 ->
                new PeerMessage.BeaconShare(
                        reader.u64("beacon epoch"),
                        ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "beacon validator")),
                        BeaconSignature.of(reader.fixed(BeaconSignature.LENGTH_BYTES, "beacon share")));
            case 14 -> readTransactions(reader);
            default -> throw new CodecException("there is no message with code " + code);
        };
    }

    private static PeerMessage readFinalisedResponse(CanonicalReader reader) throws CodecException {
        int count = reader.count(PeerMessage.FinalisedResponse.BLOCKS_MAX, "finalised blocks");
        var blocks = new ArrayList<Block>();
        for (int i = 0; i < count; i++) {
            blocks.add(readBlock(reader));
        }
        return new PeerMessage.FinalisedResponse(blocks, readCertificate(reader));
    }

    private static PeerMessage readTransactions(CanonicalReader reader) throws CodecException {
        int count = reader.count(PeerMessage.Transactions.COUNT_MAX, "transactions");
        var transactions = new ArrayList<Transaction>();
        for (int i = 0; i < count; i++) {
            transactions.add(Transaction.decode(reader.bytes(Transaction.ENCODED_BYTES_MAX, "transaction")));
        }
        return new PeerMessage.Transactions(transactions);
    }

    private static SignedVote readVote(CanonicalReader reader) throws CodecException {
        return SignedVote.decode(reader.bytes(VOTE_BYTES_MAX, "vote"));
    }

    private static Block readBlock(CanonicalReader reader) throws CodecException {
        return Block.decode(reader.bytes(Block.ENCODED_BYTES_MAX, "block"));
    }

    private static Certificate readCertificate(CanonicalReader reader) throws CodecException {
        return Certificate.decode(reader.bytes(Certificate.ENCODED_BYTES_MAX, "certificate"));
    }

    private static CanonicalWriter writeRound(CanonicalWriter writer, Round round) {
        return writer.u64(round.epoch()).u64(round.view());
    }

    private static Round readRound(CanonicalReader reader) throws CodecException {
        return new Round(reader.u64("epoch"), reader.u64("view"));
    }
}
