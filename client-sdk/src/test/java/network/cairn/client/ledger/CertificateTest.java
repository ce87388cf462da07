package network.cairn.client.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Signature;
import org.junit.jupiter.api.Test;

class CertificateTest {
    private static final SignatureVerifier ED25519 = SignatureVerifier.ED25519;
    private static final ValidatorSet SET = LedgerSamples.set();
    private static final Vote VOTE = new Vote.Finalize(new Round(2, 5), 4, LedgerSamples.blockHash(1));

    private static boolean holds(Certificate certificate) {
        return certificate.holds(LedgerSamples.CHAIN, SET, ED25519);
    }

    private static Certificate of(BitSet signers, List<Signature> signatures) {
        return new Certificate(VOTE, signers, signatures);
    }

    private static BitSet bits(int... places) {
        var bits = new BitSet();
        for (int place : places) {
            bits.set(place);
        }
        return bits;
    }

    @Test
    void holds_everySubset_exactlyWhereItIsAQuorum() {
        long[] powers = {40, 30, 20, 10};
        for (int subset = 0; subset < 16; subset++) {
            var signers = new ArrayList<Integer>();
            long power = 0;
            for (int i = 0; i < 4; i++) {
                if ((subset >> i & 1) != 0) {
                    signers.add(i + 1);
                    power += powers[i];
                }
            }
            var certificate = LedgerSamples.certificate(
                    VOTE, SET, signers.stream().mapToInt(Integer::intValue).toArray());
            assertThat(holds(certificate)).as("signers %s", signers).isEqualTo(power >= 67);
        }
    }

    @Test
    void holds_otherChainSetOrVote_isFalse() {
        var certificate = LedgerSamples.certificate(VOTE, SET, 1, 2, 3, 4);
        assertThat(certificate.holds(ChainId.of(new byte[32]), SET, ED25519)).isFalse();
        assertThat(certificate.holds(LedgerSamples.CHAIN, LedgerSamples.set(40, 30, 20), ED25519))
                .as("a set that is too small for the bitmap")
                .isFalse();
        assertThat(certificate.holds(LedgerSamples.CHAIN, LedgerSamples.set(10, 20, 30, 40), ED25519))
                .as("the same members at other places")
                .isFalse();
        for (Vote other : List.of(
                new Vote.Finalize(new Round(2, 6), 4, LedgerSamples.blockHash(1)),
                new Vote.Finalize(new Round(3, 5), 4, LedgerSamples.blockHash(1)),
                new Vote.Finalize(new Round(2, 5), 3, LedgerSamples.blockHash(1)),
                new Vote.Finalize(new Round(2, 5), 4, LedgerSamples.blockHash(2)),
                new Vote.Notarize(new Round(2, 5), 4, LedgerSamples.blockHash(1)),
                new Vote.Nullify(new Round(2, 5)))) {
            assertThat(holds(new Certificate(other, certificate.signers(), certificate.signatures())))
                    .as("signatures of %s on %s", VOTE, other)
                    .isFalse();
        }
    }

    @Test
    void holds_signaturesSwapped_isFalse() {
        var certificate = LedgerSamples.certificate(VOTE, SET, 1, 2, 3, 4);
        var swapped = new ArrayList<>(certificate.signatures());
        Collections.swap(swapped, 0, 1);
        assertThat(holds(of(certificate.signers(), swapped))).isFalse();
    }

    @Test
    void holds_oneSignatureForMany_isFalse() {
        var one = LedgerSamples.certificate(VOTE, SET, 1).signatures().getFirst();
        assertThat(holds(of(bits(0, 1, 2, 3), List.of(one, one, one, one)))).isFalse();
        assertThat(holds(of(bits(0), List.of(one)))).as("too little power").isFalse();
    }

    @Test
    void holds_bitBeyondTheSet_isFalse() {
        var certificate = LedgerSamples.certificate(VOTE, SET, 1, 2, 3, 4);
        var signatures = new ArrayList<>(certificate.signatures());
        signatures.add(signatures.getFirst());
        for (int beyond : new int[] {4, 7, 8, 99}) {
            var signers = bits(0, 1, 2, 3, beyond);
            assertThat(holds(of(signers, signatures))).as("bit %d", beyond).isFalse();
        }
    }

    @Test
    void holds_tooLittlePower_checksNoSignature() {
        var calls = new AtomicInteger();
        var certificate = LedgerSamples.certificate(VOTE, SET, 3, 4);
        assertThat(certificate.holds(LedgerSamples.CHAIN, SET, (_, _, _) -> {
                    calls.incrementAndGet();
                    return true;
                }))
                .isFalse();
        assertThat(calls).hasValue(0);
    }

    @Test
    void holds_oneSignatureWrong_isFalse() {
        var certificate = LedgerSamples.certificate(VOTE, SET, 1, 2, 3, 4);
        for (int i = 0; i < 4; i++) {
            var signatures = new ArrayList<>(certificate.signatures());
            byte[] bytes = signatures.get(i).toBytes();
            bytes[i] ^= 1;
            signatures.set(i, Signature.of(bytes));
            assertThat(holds(of(certificate.signers(), signatures)))
                    .as("signature %d", i)
                    .isFalse();
        }
    }

    @Test
    void of_signersWhoAreNoMembers_leavesThemOut() {
        var stranger = SignedVote.sign(LedgerSamples.identity(77), LedgerSamples.CHAIN, VOTE);
        Map<ActorId, Signature> signatures = new HashMap<>();
        signatures.put(stranger.validator(), stranger.signature());
        assertThat(Certificate.of(VOTE, SET, signatures).signatures()).isEmpty();
    }

    @Test
    void constructor_countsThatDisagree_isRefused() {
        var one = LedgerSamples.certificate(VOTE, SET, 1).signatures();
        assertThatThrownBy(() -> of(bits(0, 1), one)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> of(bits(100), one)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void decode_bitmapWithAnEmptyLastByte_isRefused() {
        var signature = LedgerSamples.certificate(VOTE, SET, 1).signatures().getFirst();
        byte[] padded = new CanonicalWriter()
                .bytes(VOTE.encode())
                .bytes(new byte[] {1, 0})
                .id(signature)
                .toBytes();
        assertThatThrownBy(() -> Certificate.decode(padded)).isInstanceOf(CodecException.class);
    }
}
