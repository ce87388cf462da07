package network.cairn.client.light;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.CertifiedHeader;
import network.cairn.client.ledger.LedgerSamples;
import network.cairn.client.ledger.ProvenRecord;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.TransactionInclusion;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.light.Refusal.Reason;
import network.cairn.proofs.id.StateRoot;
import network.cairn.proofs.tree.StateProof;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A light client that has followed a chain to height 18, and a source that then begins to lie.
class LyingSourceTest {
    private static final StateKey RICH = StateKey.account(SmallChain.RICH);
    private static final StateKey NOBODY = StateKey.account(SmallChain.NOBODY);

    private final SmallChain chain = new SmallChain("light-1", 18, 1);
    private final SmallChain other = new SmallChain("light-2", 40, 1);
    private final LyingSource source = new LyingSource(chain);
    private long nowMillis = SmallChain.timeOf(18) + 2_000;
    private final LightClient client = new LightClient(
            new LightClientSettings(
                    chain.genesis,
                    Optional.empty(),
                    new InMemoryKeyValueStore(),
                    SignatureVerifier.ED25519,
                    () -> Instant.ofEpochMilli(nowMillis),
                    Duration.ofMinutes(1)),
            source);
    private BlockHeader trusted = chain.headerAt(18);

    @BeforeEach
    void followThenExtend() throws Exception {
        assertThat(client.sync().orElseThrow()).isEqualTo(trusted);
        while (chain.tip() < 30) {
            chain.extend();
        }
    }

    @AfterEach
    void nothingRefusedWasBelieved() {
        assertThat(client.trusted()).contains(trusted);
    }

    private static Reason refused(Checked<?> checked) {
        assertThat(checked).isInstanceOf(Checked.Refused.class);
        var refusal = ((Checked.Refused<?>) checked).refusal();
        assertThat(refusal.detail()).isNotBlank();
        return refusal.reason();
    }

    private static CertifiedHeader signed(BlockHeader header, List<Identity> signers) {
        return CertifiedHeader.of(header, SmallChain.certificate(header, signers));
    }

    /// A header of the next height that says another state.
    private BlockHeader forged() {
        return chain.block(19, chain.headerAt(18).hash(), StateRoot.of(LedgerSamples.filled(32, 0x66)))
                .header();
    }

    private static BlockHeader with(BlockHeader header, long height, long epoch, ValidatorSet set, ValidatorSet next) {
        return new BlockHeader(
                header.chain(),
                height,
                epoch,
                header.parent(),
                header.timestampMillis(),
                header.proposer(),
                header.transactions(),
                header.outcomes(),
                header.state(),
                set.digest(),
                next.digest(),
                header.beacon());
    }

    private Checked<BlockHeader> syncTo(CertifiedHeader lie) throws ChainSourceException {
        source.latest = _ -> lie;
        return client.sync();
    }

    @Test
    void sync_headerOfAnotherChain_isRefused() throws Exception {
        assertThat(refused(syncTo(other.latest()))).isEqualTo(Reason.WRONG_CHAIN);
    }

    @Test
    void sync_certificateOfTooFewStrangersOrFormerValidators_isRefused() throws Exception {
        var header = forged();
        var now = SmallChain.identities(4);
        assertThat(refused(syncTo(signed(header, now.subList(0, 2))))).isEqualTo(Reason.BAD_CERTIFICATE);
        assertThat(refused(syncTo(signed(header, List.of(now.getFirst()))))).isEqualTo(Reason.BAD_CERTIFICATE);
        var strangers = List.of(
                LedgerSamples.identity(91),
                LedgerSamples.identity(92),
                LedgerSamples.identity(93),
                LedgerSamples.identity(94));
        assertThat(refused(syncTo(signed(header, strangers)))).isEqualTo(Reason.BAD_CERTIFICATE);
        assertThat(refused(syncTo(signed(header, SmallChain.identities(0))))).isEqualTo(Reason.BAD_CERTIFICATE);
    }

    @Test
    void sync_headerThatNamesItsForgersAsTheSet_isRefused() throws Exception {
        var strangers = List.of(LedgerSamples.identity(91));
        var theirs = ValidatorSet.of(List.of(new ValidatorSet.Member(
                strangers.getFirst().publicIdentity(),
                10,
                chain.genesis.validators().getFirst().endpoint())));
        source.validators = _ -> theirs;
        for (long height : new long[] {19, 21}) {
            long epoch = (height - 1) / SmallChain.EPOCH_BLOCKS;
            var header = with(forged(), height, epoch, theirs, theirs);
            assertThat(refused(syncTo(signed(header, strangers)))).isEqualTo(Reason.WRONG_SET);
        }
        var header = with(forged(), 19, 4, SmallChain.set(4), theirs);
        assertThat(refused(syncTo(signed(header, SmallChain.identities(4)))))
                .as("a quorum that changes the next set in the middle of the epoch")
                .isEqualTo(Reason.WRONG_SET);
    }

    @Test
    void sync_sourceGivesAnotherSetForANewEpoch_isRefused() throws Exception {
        source.validators = _ -> SmallChain.set(0);
        assertThat(refused(syncTo(chain.certified(21)))).isEqualTo(Reason.WRONG_SET);
    }

    @Test
    void sync_epochThatDoesNotFitTheHeight_isRefused() throws Exception {
        var header = with(forged(), 19, 5, SmallChain.set(5), SmallChain.set(6));
        assertThat(refused(syncTo(signed(header, SmallChain.identities(5))))).isEqualTo(Reason.WRONG_ANSWER);
        var far = with(forged(), 19, Long.MAX_VALUE / 8, SmallChain.set(5), SmallChain.set(6));
        assertThat(refused(syncTo(signed(far, SmallChain.identities(5))))).isEqualTo(Reason.WRONG_ANSWER);
    }

    @Test
    void sync_farHeaderWithLiesOnTheWay_isRefusedAtTheFirstLie() throws Exception {
        source.certified = height -> chain.certified(height - 1);
        assertThat(refused(client.sync())).isEqualTo(Reason.WRONG_ANSWER);
        source.certified = _ -> chain.certified(28);
        assertThat(refused(client.sync())).isEqualTo(Reason.WRONG_ANSWER);
        source.certified = height -> {
            var header = with(
                    chain.headerAt(height),
                    height,
                    (height - 1) / SmallChain.EPOCH_BLOCKS,
                    SmallChain.set(9),
                    SmallChain.set(9));
            return signed(header, SmallChain.identities(9));
        };
        assertThat(refused(client.sync())).isEqualTo(Reason.WRONG_SET);
    }

    @Test
    void sync_hugeHeight_endsAtTheFirstQuestionThatIsNotAnswered() throws Exception {
        long height = 1L << 60;
        long epoch = (height - 1) / SmallChain.EPOCH_BLOCKS;
        var lie = signed(with(forged(), height, epoch, SmallChain.set(4), SmallChain.set(5)), SmallChain.identities(4));
        source.certified = asked -> {
            throw new ChainSourceException("no block " + asked);
        };
        assertThatThrownBy(() -> syncTo(lie)).isInstanceOf(ChainSourceException.class);
    }

    @Test
    void sync_olderHeader_isRefused() throws Exception {
        assertThat(refused(syncTo(chain.certified(17)))).isEqualTo(Reason.OLDER_THAN_TRUSTED);
        assertThat(refused(syncTo(chain.certified(3)))).isEqualTo(Reason.OLDER_THAN_TRUSTED);
    }

    @Test
    void sync_newestHeaderTooOldByTheClock_isStale() throws Exception {
        nowMillis = SmallChain.timeOf(18) + Duration.ofMinutes(2).toMillis();
        assertThat(refused(syncTo(chain.certified(18)))).isEqualTo(Reason.STALE);
        source.prove = key -> chain.prove(key, 18);
        assertThat(refused(client.account(SmallChain.RICH))).isEqualTo(Reason.STALE);
    }

    @Test
    void sync_anotherFinalBlockOfTheSameHeight_isAForkAndEndsAllTrust() throws Exception {
        var twin = chain.block(18, chain.headerAt(17).hash(), StateRoot.of(LedgerSamples.filled(32, 0x67)))
                .header();
        assertThat(refused(syncTo(signed(twin, SmallChain.identities(4))))).isEqualTo(Reason.FORK);
        assertThat(refused(syncTo(chain.certified(19)))).isEqualTo(Reason.FORK);
        assertThat(refused(client.account(SmallChain.RICH))).isEqualTo(Reason.FORK);
        assertThat(refused(client.header(18))).isEqualTo(Reason.FORK);
    }

    @Test
    void header_anotherFinalBlockOfAnEarlierHeight_isAFork() throws Exception {
        assertThat(client.header(6).orElseThrow()).isEqualTo(chain.headerAt(6));
        var twin = chain.block(6, chain.headerAt(5).hash(), StateRoot.of(LedgerSamples.filled(32, 0x68)))
                .header();
        source.certified = _ -> signed(twin, SmallChain.identities(1));
        assertThat(refused(client.header(6))).isEqualTo(Reason.FORK);
    }

    @Test
    void header_anotherHeight_isRefused() throws Exception {
        source.certified = _ -> chain.certified(9);
        assertThat(refused(client.header(8))).isEqualTo(Reason.WRONG_ANSWER);
    }

    private Reason refusedRecord(StateKey key, ProvenRecord lie) throws Exception {
        source.prove = _ -> lie;
        return refused(client.get(key));
    }

    @Test
    void get_valueProofOrKeySwapped_isRefused() throws Exception {
        var good = chain.prove(RICH, 18);
        var absent = chain.prove(NOBODY, 18);
        var others = chain.prove(StateKey.provider(SmallChain.PROVIDER), 18).proof();
        var lies = List.of(
                new ProvenRecord(
                        good.header(),
                        good.finalization(),
                        Optional.of(new Account(0, Amount.MAX).encode()),
                        good.proof()),
                new ProvenRecord(good.header(), good.finalization(), Optional.empty(), good.proof()),
                new ProvenRecord(good.header(), good.finalization(), Optional.empty(), others),
                new ProvenRecord(good.header(), good.finalization(), good.value(), others),
                new ProvenRecord(
                        good.header(),
                        good.finalization(),
                        good.value(),
                        chain.prove(RICH, 17).proof()),
                new ProvenRecord(
                        good.header(), good.finalization(), good.value(), new StateProof(Optional.empty(), List.of())));
        for (ProvenRecord lie : lies) {
            assertThat(refusedRecord(RICH, lie)).isEqualTo(Reason.NOT_PROVEN);
        }
        assertThat(refusedRecord(NOBODY, good)).as("another record's proof").isEqualTo(Reason.NOT_PROVEN);
        assertThat(refusedRecord(
                        NOBODY,
                        new ProvenRecord(
                                absent.header(),
                                absent.finalization(),
                                Optional.of(Account.EMPTY.encode()),
                                absent.proof())))
                .as("a record where there is none")
                .isEqualTo(Reason.NOT_PROVEN);
    }

    @Test
    void get_recordOfAnOldState_isRefused() throws Exception {
        assertThat(refusedRecord(RICH, chain.prove(RICH, 17))).isEqualTo(Reason.OLDER_THAN_TRUSTED);
    }

    @Test
    void get_headerWithAnotherHeadersCertificateOrNone_isRefused() throws Exception {
        var good = chain.prove(RICH, 19);
        assertThat(refusedRecord(
                        RICH,
                        new ProvenRecord(
                                good.header(), chain.prove(RICH, 18).finalization(), good.value(), good.proof())))
                .isEqualTo(Reason.BAD_CERTIFICATE);
        var genesis = chain.headerAt(0);
        assertThat(refusedRecord(RICH, new ProvenRecord(genesis, Optional.empty(), good.value(), good.proof())))
                .isEqualTo(Reason.BAD_CERTIFICATE);
    }

    @Test
    void transaction_notInTheBlockOrWithOtherOutcomes_isRefused() throws Exception {
        var id = chain.transaction(18, 0).id();
        var good = chain.inclusion(id).orElseThrow();
        var lies = List.of(
                new TransactionInclusion(chain.certified(17), good.proof(), good.outcomes()),
                new TransactionInclusion(good.header(), good.proof(), new byte[] {0, 0}),
                new TransactionInclusion(good.header(), good.proof(), new byte[] {9, 9}),
                chain.inclusion(chain.transaction(18, 1).id()).orElseThrow());
        for (TransactionInclusion lie : lies) {
            source.inclusion = _ -> Optional.of(lie);
            assertThat(refused(client.transaction(id).orElseThrow())).isEqualTo(Reason.NOT_PROVEN);
        }
        source.inclusion = _ -> Optional.of(new TransactionInclusion(
                signed(forged(), SmallChain.identities(4).subList(0, 2)), good.proof(), good.outcomes()));
        assertThat(refused(client.transaction(id).orElseThrow())).isEqualTo(Reason.BAD_CERTIFICATE);
    }

    @Test
    void block_otherTransactionsOrAnotherBlock_isRefused() throws Exception {
        var good = chain.block(18);
        source.block = _ -> new Block(good.header(), List.of(good.transactions().getFirst()));
        assertThat(refused(client.block(18))).isEqualTo(Reason.NOT_PROVEN);
        source.block = _ -> chain.block(17);
        assertThat(refused(client.block(18))).isEqualTo(Reason.NOT_PROVEN);
    }

    @Test
    void anything_sourceDoesNotAnswer_isItsException() {
        source.latest = _ -> {
            throw new ChainSourceException("no answer");
        };
        assertThatThrownBy(client::sync).isInstanceOf(ChainSourceException.class);
    }
}
