package network.cairn.chain.journal;

import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.SignedVote;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// The canonical bytes of the journal's records: one byte that says which, then its fields.
public final class JournalRecordCodec {
    /// The longest encoding there is: a proposal's.
    public static final int ENCODED_BYTES_MAX = Block.ENCODED_BYTES_MAX + 512;

    private static final int VOTE_BYTES_MAX = 256;

    private JournalRecordCodec() {}

    public static byte[] encode(JournalRecord entry) {
        var writer = new CanonicalWriter();
        switch (entry) {
            case JournalRecord.OwnVote(var vote) -> writer.u8(1).bytes(vote.encode());
            case JournalRecord.Proposal(var proposal, var block) ->
                writer.u8(2).bytes(proposal.encode()).bytes(block.encode());
            case JournalRecord.FetchedBlock(var round, var block) ->
                writer.u8(3).u64(round.epoch()).u64(round.view()).bytes(block.encode());
            case JournalRecord.Certified(var certificate) -> writer.u8(4).bytes(certificate.encode());
        }
        return writer.toBytes();
    }

    /// @throws CodecException if these bytes are not the encoding of a record
    public static JournalRecord decode(byte[] encoded) throws CodecException {
        if (encoded.length > ENCODED_BYTES_MAX) {
            throw new CodecException(
                    "a journal's record is at most " + ENCODED_BYTES_MAX + " bytes, not " + encoded.length);
        }
        var reader = new CanonicalReader(encoded);
        int code = reader.u8("record code");
        try {
            JournalRecord entry = read(code, reader);
            reader.end();
            return entry;
        } catch (IllegalArgumentException e) {
            throw new CodecException("journal's record " + code + ": " + e.getMessage(), e);
        }
    }

    private static JournalRecord read(int code, CanonicalReader reader) throws CodecException {
        return switch (code) {
            case 1 -> new JournalRecord.OwnVote(readVote(reader));
            case 2 -> new JournalRecord.Proposal(readVote(reader), readBlock(reader));
            case 3 ->
                new JournalRecord.FetchedBlock(new Round(reader.u64("epoch"), reader.u64("view")), readBlock(reader));
            case 4 ->
                new JournalRecord.Certified(
                        Certificate.decode(reader.bytes(Certificate.ENCODED_BYTES_MAX, "certificate")));
            default -> throw new CodecException("there is no journal's record with code " + code);
        };
    }

    private static SignedVote readVote(CanonicalReader reader) throws CodecException {
        return SignedVote.decode(reader.bytes(VOTE_BYTES_MAX, "vote"));
    }

    private static Block readBlock(CanonicalReader reader) throws CodecException {
        return Block.decode(reader.bytes(Block.ENCODED_BYTES_MAX, "block"));
    }
}
