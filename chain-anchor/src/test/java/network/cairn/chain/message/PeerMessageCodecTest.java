package network.cairn.chain.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import network.cairn.chain.journal.JournalRecord;
import network.cairn.chain.journal.JournalRecordCodec;
import network.cairn.client.HostileBytes;
import network.cairn.client.ledger.LedgerSamples;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PeerMessageCodecTest {
    static List<PeerMessage> messages() {
        return PeerMessageSamples.all();
    }

    static List<JournalRecord> entries() {
        var entries = new ArrayList<JournalRecord>();
        for (PeerMessage message : PeerMessageSamples.all()) {
            switch (message) {
                case PeerMessage.Propose(var proposal, var block) -> {
                    entries.add(new JournalRecord.Proposal(proposal, block));
                    entries.add(new JournalRecord.FetchedBlock(proposal.vote().round(), block));
                }
                case PeerMessage.Voted(var vote) -> entries.add(new JournalRecord.OwnVote(vote));
                case PeerMessage.Certified(var certificate) -> entries.add(new JournalRecord.Certified(certificate));
                default -> {}
            }
        }
        return entries;
    }

    @Test
    void messages_everyKind_hasASampleAndAByteOfItsOwn() throws Exception {
        var codes = new HashSet<Byte>();
        for (PeerMessage message : messages()) {
            codes.add(PeerMessageCodec.encode(message)[0]);
        }
        assertThat(codes)
                .hasSize(PeerMessage.class.getPermittedSubclasses().length
                        - 1
                        + PeerMessage.ForConsensus.class.getPermittedSubclasses().length);
        for (int code : new int[] {0, 15, 255}) {
            assertThatThrownBy(() -> PeerMessageCodec.decode(new byte[] {(byte) code}))
                    .isInstanceOf(CodecException.class);
        }
        assertThat(entries()).hasSize(JournalRecord.class.getPermittedSubclasses().length);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void decode_whatWasEncoded_andNothingElse(PeerMessage message) throws Exception {
        byte[] encoded = PeerMessageCodec.encode(message);
        assertThat(PeerMessageCodec.decode(encoded)).isEqualTo(message).hasSameHashCodeAs(message);
        HostileBytes.assertOnlyCodecException(encoded, bytes -> {
            var decoded = PeerMessageCodec.decode(bytes);
            assertThat(PeerMessageCodec.encode(decoded)).isEqualTo(bytes);
            return decoded;
        });
    }

    @ParameterizedTest
    @MethodSource("entries")
    void decode_journalsRecord_whatWasEncoded_andNothingElse(JournalRecord entry) throws Exception {
        byte[] encoded = JournalRecordCodec.encode(entry);
        assertThat(JournalRecordCodec.decode(encoded)).isEqualTo(entry);
        HostileBytes.assertOnlyCodecException(encoded, bytes -> {
            var decoded = JournalRecordCodec.decode(bytes);
            assertThat(JournalRecordCodec.encode(decoded)).isEqualTo(bytes);
            return decoded;
        });
    }

    @Test
    void decode_proposalOfAnotherBlockOrAnotherVote_isRefused() {
        var block = LedgerSamples.block();
        var round = LedgerSamples.votes().getFirst().round();
        for (Vote vote : List.of(
                new Vote.Notarize(round, 1, LedgerSamples.blockHash(1)),
                new Vote.Finalize(round, 1, block.hash()),
                new Vote.Nullify(round))) {
            byte[] encoded = new CanonicalWriter()
                    .u8(1)
                    .bytes(SignedVote.sign(LedgerSamples.identity(1), LedgerSamples.CHAIN, vote)
                            .encode())
                    .bytes(block.encode())
                    .toBytes();
            assertThatThrownBy(() -> PeerMessageCodec.decode(encoded)).isInstanceOf(CodecException.class);
        }
    }

    @Test
    void decode_requestForTooManyOrNoViews_isRefused() {
        for (long[] views : new long[][] {{5, 4}, {0, 64}, {1, Long.MAX_VALUE}}) {
            byte[] encoded = new CanonicalWriter()
                    .u8(6)
                    .u64(0)
                    .u64(views[0])
                    .u64(views[1])
                    .toBytes();
            assertThatThrownBy(() -> PeerMessageCodec.decode(encoded)).isInstanceOf(CodecException.class);
        }
    }

    @Test
    void decode_tooLong_isRefusedAtOnce() {
        assertThatThrownBy(() -> PeerMessageCodec.decode(new byte[PeerMessageCodec.ENCODED_BYTES_MAX + 1]))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("at most");
        assertThatThrownBy(() -> JournalRecordCodec.decode(new byte[JournalRecordCodec.ENCODED_BYTES_MAX + 1]))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("at most");
    }
}
