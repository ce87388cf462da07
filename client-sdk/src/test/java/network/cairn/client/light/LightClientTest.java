package network.cairn.client.light;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.LevelDbStore;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.LedgerSamples;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.light.Refusal.Reason;
import network.cairn.proofs.id.DealId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LightClientTest {
    private final SmallChain chain = new SmallChain("light-1", 30, 1);
    private final LyingSource source = new LyingSource(chain);

    private static LightClient client(
            SmallChain chain, ChainSource source, Optional<Checkpoint> checkpoint, KeyValueStore store) {
        return new LightClient(
                new LightClientSettings(
                        chain.genesis,
                        checkpoint,
                        store,
                        SignatureVerifier.ED25519,
                        () -> Instant.ofEpochMilli(SmallChain.timeOf(chain.tip()) + 2_000),
                        Duration.ofMinutes(1)),
                source);
    }

    private LightClient fromGenesis() {
        return client(chain, source, Optional.empty(), new InMemoryKeyValueStore());
    }

    private static Reason refused(Checked<?> checked) {
        assertThat(checked).isInstanceOf(Checked.Refused.class);
        return ((Checked.Refused<?>) checked).refusal().reason();
    }

    @Test
    void sync_fromGenesisThroughEpochsOfOtherSets_reachesTheTip() throws Exception {
        var client = fromGenesis();
        assertThat(client.trusted()).isEmpty();

        assertThat(client.sync()).isEqualTo(new Checked.Verified<>(chain.headerAt(30), 30));
        assertThat(client.trusted()).contains(chain.headerAt(30));
        assertThat(source.asked).as("two questions an epoch and one").isLessThanOrEqualTo(2 * 8 + 1);

        chain.extend();
        assertThat(client.sync().orElseThrow().height()).isEqualTo(31);
    }

    @Test
    void sync_certificatesOnlyEveryThirdBlock_followsThroughTheHeadersBetween() throws Exception {
        var sparse = new SmallChain("light-2", 30, 3);
        var client = client(sparse, sparse, Optional.empty(), new InMemoryKeyValueStore());

        assertThat(client.sync().orElseThrow().height()).isEqualTo(30);
        for (long height = 1; height <= 30; height++) {
            assertThat(client.header(height).orElseThrow()).isEqualTo(sparse.headerAt(height));
        }
    }

    @Test
    void sync_fromCheckpoint_asksForNothingBefore() throws Exception {
        var client = client(chain, source, Optional.of(chain.checkpoint(18)), new InMemoryKeyValueStore());
        source.certified = height -> {
            assertThat(height).isGreaterThan(18);
            return chain.certified(height);
        };
        assertThat(client.sync().orElseThrow()).isEqualTo(chain.headerAt(30));
        source.certified = chain::certified;
        assertThat(refused(client.header(3))).isEqualTo(Reason.UNKNOWN_EPOCH);
        assertThat(client.header(17).orElseThrow()).isEqualTo(chain.headerAt(17));
    }

    @Test
    void reopen_sameStore_goesOnFromTheTrustedHeader(@TempDir Path folder) throws Exception {
        try (var store = LevelDbStore.open(folder)) {
            assertThat(client(chain, source, Optional.empty(), store).sync().orElseThrow())
                    .isEqualTo(chain.headerAt(30));
        }
        try (var store = LevelDbStore.open(folder)) {
            source.asked = 0;
            var client = client(chain, source, Optional.empty(), store);
            assertThat(client.trusted()).contains(chain.headerAt(30));
            assertThat(source.asked).isZero();
            assertThat(client.sync().orElseThrow()).isEqualTo(chain.headerAt(30));
            assertThat(source.asked).isEqualTo(1);
            assertThat(client.header(2).orElseThrow())
                    .as("of an epoch passed before")
                    .isEqualTo(chain.headerAt(2));
            assertThat(client.checkpoint()).contains(chain.checkpoint(30));
        }
    }

    @Test
    void reopen_storeOfAnotherChainDamagedOrContradicted_isRefused() throws Exception {
        var store = new InMemoryKeyValueStore();
        client(chain, source, Optional.empty(), store).sync().orElseThrow();
        var other = new SmallChain("light-other", 30, 1);
        assertThatThrownBy(() -> client(other, other, Optional.empty(), store))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another store");
        var real = chain.checkpoint(30);
        var forged = new Checkpoint(
                chain.block(30, chain.headerAt(28).hash(), real.header().state())
                        .header(),
                real.validators(),
                real.nextValidators());
        assertThatThrownBy(() -> client(chain, source, Optional.of(forged), store))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("contradicts");
        store.write(
                new WriteBatch().put("trusted".getBytes(StandardCharsets.US_ASCII), new byte[7]),
                KeyValueStore.Durability.FSYNCED);
        assertThatThrownBy(() -> client(chain, source, Optional.empty(), store))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("damaged");
        assertThatThrownBy(() -> client(other, other, Optional.of(real), new InMemoryKeyValueStore()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void records_presentAndAbsent_areChecked() throws Exception {
        var client = fromGenesis();
        assertThat(client.account(SmallChain.RICH))
                .isEqualTo(new Checked.Verified<>(new Account(30, Amount.credits(30)), 30));
        assertThat(client.account(SmallChain.NOBODY).orElseThrow()).isEqualTo(Account.EMPTY);
        assertThat(client.provider(SmallChain.PROVIDER).orElseThrow()).contains(LedgerSamples.provider());
        assertThat(client.provider(SmallChain.NOBODY).orElseThrow()).isEmpty();
        assertThat(client.deal(LedgerSamples.dealId()).orElseThrow()).contains(LedgerSamples.deal());
        assertThat(client.deal(DealId.of(new byte[DealId.LENGTH_BYTES])).orElseThrow())
                .isEmpty();
        assertThat(client.providerAccount(SmallChain.PROVIDER).orElseThrow()).contains(LedgerSamples.providerAccount());
        assertThat(client.providerAccount(SmallChain.NOBODY).orElseThrow()).isEmpty();
        assertThat(client.channel(LedgerSamples.digest(0x47)).orElseThrow()).contains(LedgerSamples.channel());
        assertThat(client.channel(LedgerSamples.digest(0x48)).orElseThrow()).isEmpty();
        assertThat(client.validator(SmallChain.RICH).orElseThrow()).contains(LedgerSamples.validator());
        assertThat(client.delegation(SmallChain.RICH, SmallChain.PROVIDER)
                        .orElseThrow()
                        .orElseThrow()
                        .shares())
                .isEqualTo(Amount.units(5));
        assertThat(client.delegation(SmallChain.PROVIDER, SmallChain.RICH).orElseThrow())
                .isEmpty();
        assertThat(client.get(StateKey.of(40, new byte[3])).orElseThrow()).isEmpty();
        assertThat(client.trusted()).contains(chain.headerAt(30));
        assertThat(refused(client.account(SmallChain.DAMAGED))).isEqualTo(Reason.UNKNOWN_FORM);
    }

    @Test
    void transactions_anyBlockOfAnyEpochPassed_areChecked() throws Exception {
        var client = fromGenesis();
        client.sync().orElseThrow();
        for (long height = 1; height <= 30; height++) {
            var applied = client.transaction(chain.transaction(height, 0).id()).orElseThrow();
            assertThat(applied.orElseThrow().isApplied()).isTrue();
            assertThat(applied.orElseThrow().header().height()).isEqualTo(height);
            var charged = client.transaction(chain.transaction(height, 1).id()).orElseThrow();
            assertThat(charged.orElseThrow().isApplied()).isFalse();
            assertThat(charged.orElseThrow().rejection()).contains(Rejection.Reason.BALANCE_TOO_LOW);
            assertThat(client.block(height).orElseThrow()).isEqualTo(chain.block(height));
        }
        assertThat(client.transaction(LedgerSamples.transactionId(1))).isEmpty();
    }
}
