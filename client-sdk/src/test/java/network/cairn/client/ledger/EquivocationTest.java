package network.cairn.client.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ChainId;
import org.junit.jupiter.api.Test;

class EquivocationTest {
    private static final Round ROUND = new Round(2, 5);
    private static final Vote NOTARIZE_A = new Vote.Notarize(ROUND, 4, LedgerSamples.blockHash(1));
    private static final Vote NOTARIZE_B = new Vote.Notarize(ROUND, 4, LedgerSamples.blockHash(2));
    private static final Vote NOTARIZE_A_ON_OTHER = new Vote.Notarize(ROUND, 3, LedgerSamples.blockHash(1));
    private static final Vote NULLIFY = new Vote.Nullify(ROUND);
    private static final Vote FINALIZE_A = new Vote.Finalize(ROUND, 4, LedgerSamples.blockHash(1));
    private static final Vote FINALIZE_B = new Vote.Finalize(ROUND, 4, LedgerSamples.blockHash(2));
    private static final Vote FINALIZE_A_ON_OTHER = new Vote.Finalize(ROUND, 3, LedgerSamples.blockHash(1));

    private static final List<Vote> VOTES =
            List.of(NOTARIZE_A, NOTARIZE_B, NOTARIZE_A_ON_OTHER, NULLIFY, FINALIZE_A, FINALIZE_B, FINALIZE_A_ON_OTHER);

    /// Row and column of {@link #VOTES}: whether the two contradict each other.
    private static final boolean[][] TABLE = {
        {false, true, true, false, false, false, false},
        {true, false, true, false, false, false, false},
        {true, true, false, false, false, false, false},
        {false, false, false, false, true, true, true},
        {false, false, false, true, false, true, true},
        {false, false, false, true, true, false, true},
        {false, false, false, true, true, true, false},
    };

    private static Vote inRound(Vote vote, Round round) {
        return switch (vote) {
            case Vote.Notarize notarize -> new Vote.Notarize(round, notarize.parentView(), notarize.block());
            case Vote.Nullify _ -> new Vote.Nullify(round);
            case Vote.Finalize finalize -> new Vote.Finalize(round, finalize.parentView(), finalize.block());
        };
    }

    @Test
    void contradict_everyPair_asTheTableSays() {
        for (int i = 0; i < VOTES.size(); i++) {
            for (int j = 0; j < VOTES.size(); j++) {
                Vote one = VOTES.get(i);
                Vote other = VOTES.get(j);
                assertThat(Equivocation.contradict(one, other))
                        .as("%s and %s", one, other)
                        .isEqualTo(TABLE[i][j]);
                assertThat(Equivocation.contradict(one, inRound(other, new Round(2, 6))))
                        .as("%s and, a view later, %s", one, other)
                        .isFalse();
                assertThat(Equivocation.contradict(one, inRound(other, new Round(3, 5))))
                        .as("%s and, an epoch later, %s", one, other)
                        .isFalse();
            }
        }
    }

    private static SignedVote signed(int identity, Vote vote) {
        return SignedVote.sign(LedgerSamples.identity(identity), LedgerSamples.CHAIN, vote);
    }

    @Test
    void of_eitherOrder_isOneEncoding() {
        var a = signed(2, NOTARIZE_A);
        var b = signed(2, NOTARIZE_B);
        assertThat(Equivocation.of(a, b)).isEqualTo(Equivocation.of(b, a));
        assertThat(new Evidence(Equivocation.of(a, b)).encode())
                .isEqualTo(new Evidence(Equivocation.of(b, a)).encode());
    }

    @Test
    void decode_votesInTheOtherOrder_isRefused() {
        var equivocation = Equivocation.of(signed(2, NOTARIZE_A), signed(2, NOTARIZE_B));
        byte[] swapped = new CanonicalWriter()
                .fixed(equivocation.second().encode())
                .fixed(equivocation.first().encode())
                .toBytes();
        assertThatThrownBy(() -> Equivocation.read(new CanonicalReader(swapped)))
                .isInstanceOf(CodecException.class);
    }

    @Test
    void decode_votesOfTwoValidatorsOrTheSameVote_isRefused() {
        for (var other : List.of(signed(3, NOTARIZE_B), signed(2, NOTARIZE_A), signed(2, NULLIFY))) {
            byte[] bytes = new CanonicalWriter()
                    .u8(Evidence.CODE)
                    .fixed(signed(2, NOTARIZE_A).encode())
                    .fixed(other.encode())
                    .toBytes();
            assertThatThrownBy(() -> TransactionBody.decode(bytes)).isInstanceOf(CodecException.class);
        }
    }

    @Test
    void isSignedWith_otherChainKeyOrSignature_isFalse() {
        var equivocation = Equivocation.of(signed(2, FINALIZE_A), signed(2, NULLIFY));
        var key = LedgerSamples.identity(2).publicIdentity();
        var verifier = SignatureVerifier.ED25519;
        assertThat(equivocation.isSignedWith(key, LedgerSamples.CHAIN, verifier))
                .isTrue();
        assertThat(equivocation.isSignedWith(key, ChainId.of(new byte[32]), verifier))
                .isFalse();
        assertThat(equivocation.isSignedWith(LedgerSamples.identity(3).publicIdentity(), LedgerSamples.CHAIN, verifier))
                .isFalse();
        var forged = new SignedVote(key.id(), NULLIFY, signed(2, FINALIZE_A).signature());
        assertThat(Equivocation.of(signed(2, FINALIZE_A), forged).isSignedWith(key, LedgerSamples.CHAIN, verifier))
                .isFalse();
    }
}
