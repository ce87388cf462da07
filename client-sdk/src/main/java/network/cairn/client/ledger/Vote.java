package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.ChainId;

/// What a validator says in one round of Simplex (Chan and Pass, 2023).
///
/// An honest validator signs at most one notarize a round, and never both a nullify and a finalize of
/// one round.
public sealed interface Vote {
    Round round();

    /// The first byte of the encoding.
    int code();

    /// "This block may follow its parent in this round." The leader's own is its proposal.
    ///
    /// @param parentView the view in which the parent was notarized, less than the round's; 0 for the block
    ///     the epoch starts from
    record Notarize(Round round, long parentView, BlockHash block) implements Vote {
        public Notarize {
            checkParent(round, parentView);
        }

        @Override
        public int code() {
            return 1;
        }
    }

    /// "This round may pass without a block."
    record Nullify(Round round) implements Vote {
        @Override
        public int code() {
            return 2;
        }
    }

    /// "I have seen this block notarized in this round and never said that the round may pass without it."
    record Finalize(Round round, long parentView, BlockHash block) implements Vote {
        public Finalize {
            checkParent(round, parentView);
        }

        @Override
        public int code() {
            return 3;
        }
    }

    /// The bytes a validator of a chain signs.
    default byte[] signedBytes(ChainId chain) {
        var writer = new CanonicalWriter().fixed(LedgerDomain.SIGNED_VOTE).id(chain);
        write(writer);
        return writer.toBytes();
    }

    default byte[] encode() {
        var writer = new CanonicalWriter();
        write(writer);
        return writer.toBytes();
    }

    static Vote decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        Vote vote = read(reader);
        reader.end();
        return vote;
    }

    private void write(CanonicalWriter writer) {
        writer.u8(code());
        round().write(writer);
        switch (this) {
            case Notarize notarize -> writer.u64(notarize.parentView()).id(notarize.block());
            case Nullify _ -> {}
            case Finalize finalize -> writer.u64(finalize.parentView()).id(finalize.block());
        }
    }

    /// Reads a vote, and leaves what follows it.
    static Vote read(CanonicalReader reader) throws CodecException {
        int code = reader.u8("vote code");
        var round = Round.read(reader);
        return switch (code) {
            case 1 -> {
                long parentView = reader.u64("parent view");
                var block = BlockHash.of(reader.fixed(BlockHash.LENGTH_BYTES, "block"));
                yield LedgerDomain.checked("notarize", () -> new Notarize(round, parentView, block));
            }
            case 2 -> new Nullify(round);
            case 3 -> {
                long parentView = reader.u64("parent view");
                var block = BlockHash.of(reader.fixed(BlockHash.LENGTH_BYTES, "block"));
                yield LedgerDomain.checked("finalize", () -> new Finalize(round, parentView, block));
            }
            default -> throw new CodecException("there is no vote with code " + code);
        };
    }

    private static void checkParent(Round round, long parentView) {
        if (parentView < 0 || parentView >= round.view()) {
            throw new IllegalArgumentException(
                    "a parent's view is in 0 .. " + (round.view() - 1) + ", not " + parentView);
        }
    }
}
