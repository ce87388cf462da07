package network.cairn.client.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;
import org.junit.jupiter.api.Test;

class TransactionTest {
    private static final Transaction GOOD = LedgerSamples.transaction(new Transfer(LedgerSamples.actor(5), Amount.MAX));

    private static boolean signed(Transaction transaction) {
        return transaction.isSignedBySender(SignatureVerifier.ED25519);
    }

    @Test
    void isSignedBySender_anyFieldChanged_isFalse() {
        assertThat(signed(GOOD)).isTrue();
        var others = List.of(
                new Transaction(
                        ChainId.of(new byte[32]),
                        GOOD.sender(),
                        GOOD.nonce(),
                        GOOD.fee(),
                        GOOD.body(),
                        GOOD.signature()),
                new Transaction(
                        GOOD.chain(),
                        LedgerSamples.identity(2).publicIdentity(),
                        GOOD.nonce(),
                        GOOD.fee(),
                        GOOD.body(),
                        GOOD.signature()),
                new Transaction(GOOD.chain(), GOOD.sender(), 8, GOOD.fee(), GOOD.body(), GOOD.signature()),
                new Transaction(GOOD.chain(), GOOD.sender(), GOOD.nonce(), Amount.ZERO, GOOD.body(), GOOD.signature()),
                new Transaction(
                        GOOD.chain(), GOOD.sender(), GOOD.nonce(), GOOD.fee(), new Bond(Amount.MAX), GOOD.signature()));
        for (Transaction other : others) {
            assertThat(signed(other)).as("%s", other).isFalse();
            assertThat(other.id()).isNotEqualTo(GOOD.id());
        }
    }

    @Test
    void isSignedBySender_signatureOfAVote_isFalse() {
        var vote = SignedVote.sign(LedgerSamples.identity(1), LedgerSamples.CHAIN, new Vote.Nullify(new Round(0, 1)));
        assertThat(signed(new Transaction(
                        GOOD.chain(), GOOD.sender(), GOOD.nonce(), GOOD.fee(), GOOD.body(), vote.signature())))
                .isFalse();
    }

    @Test
    void code_everyBody_isItsOwnAndOnTheRightSideOf32() {
        var codes = new HashSet<Integer>();
        for (TransactionBody body : LedgerSamples.bodies().values()) {
            assertThat(codes.add(body.code())).as("%s", body).isTrue();
            assertThat(body.code()).isBetween(1, 31);
        }
        for (TransactionBody body : LedgerSamples.storageBodies().values()) {
            assertThat(codes.add(body.code())).as("%s", body).isTrue();
            assertThat(body.code()).isBetween(32, 63);
        }
        assertThat(codes)
                .hasSize(TransactionBody.class.getPermittedSubclasses().length
                        - 1
                        + StorageOrder.class.getPermittedSubclasses().length);
    }

    @Test
    void decode_unknownCode_isRefused() {
        for (int code : new int[] {0, 10, 31, 42, 255}) {
            assertThatThrownBy(() -> TransactionBody.decode(new byte[] {(byte) code}))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("code " + code);
        }
    }

    @Test
    void decode_tooLong_isRefused() {
        assertThatThrownBy(() -> Transaction.decode(new byte[Transaction.ENCODED_BYTES_MAX + 1]))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("at most");
    }

    @Test
    void hash_sameBytesInEveryDomain_areDifferent() {
        byte[] bytes = LedgerSamples.filled(32, 7);
        Set<Digest> hashes = new HashSet<>();
        int[] domains = {
            LedgerDomain.TRANSACTION,
            LedgerDomain.TRANSACTIONS_LEAF,
            LedgerDomain.TRANSACTIONS_INNER,
            LedgerDomain.TRANSACTIONS_ROOT,
            LedgerDomain.HEADER,
            LedgerDomain.VALIDATOR_SET,
            LedgerDomain.GENESIS,
            LedgerDomain.STATE_KEY,
            LedgerDomain.OUTCOMES
        };
        for (int domain : domains) {
            assertThat(domain).isBetween(6, 255);
            assertThat(hashes.add(LedgerDomain.digest(domain, bytes)))
                    .as("domain %d", domain)
                    .isTrue();
        }
    }

    @Test
    void code_everyRejection_isItsOwnByteAndFindsItBack() {
        var codes = new HashSet<Integer>();
        for (Rejection.Reason reason : Rejection.Reason.values()) {
            assertThat(codes.add(reason.code())).as("%s", reason).isTrue();
            assertThat(reason.code()).isBetween(1, 255);
            assertThat(Rejection.Reason.ofCode(reason.code())).contains(reason);
        }
        assertThat(Rejection.Reason.ofCode(0)).isEmpty();
    }
}
