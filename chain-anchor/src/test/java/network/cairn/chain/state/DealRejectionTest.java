package network.cairn.chain.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import network.cairn.client.identity.Signer;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Channel;
import network.cairn.client.ledger.ClaimRepair;
import network.cairn.client.ledger.CloseChannel;
import network.cairn.client.ledger.CloseDeal;
import network.cairn.client.ledger.OpenChannel;
import network.cairn.client.ledger.OpenDeal;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.RedeemVoucher;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.Revision;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.StorageOrder;
import network.cairn.client.ledger.StoragePrices;
import network.cairn.client.ledger.SubmitProof;
import network.cairn.client.ledger.TopUpDeal;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.UpdateDeal;
import network.cairn.client.ledger.Voucher;
import network.cairn.client.ledger.WithdrawEarnings;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.Digest;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every way in which an order about deals can be wrong: each has its own reason, and changes nothing but the
/// sender's money and nonce.
class DealRejectionTest {
    private static final TestSigner CLIENT = TestSigner.of(10);
    private static final TestSigner STRANGER = TestSigner.of(11);
    private static final TestSigner PROVIDER = TestSigner.of(12);
    private static final TestSigner BYSTANDER = TestSigner.of(13);
    private static final DealId NO_DEAL = DealId.of(new byte[DealId.LENGTH_BYTES]);
    private static final Amount SOME = Amount.credits(1);
    private static final Amount ESCROW = Amount.credits(1000);

    /// A deal with three pieces, proven once, and a channel of ten credits.
    private static final class Setting {
        final StorageChain storage = new StorageChain(99);
        final DealId deal;
        final Digest channel;
        final long channelExpiry;

        Setting() {
            storage.register(PROVIDER);
            storage.register(BYSTANDER);
            deal = storage.open(CLIENT, PROVIDER, ESCROW);
            assertThat(storage.update(deal, CLIENT, PROVIDER, 0, 3)).isNull();
            storage.epochs(1, PROVIDER);
            channelExpiry = storage.chain.timeMillis + 100_000;
            channel = Channel.idOf(
                    storage.chain.genesis.chainId(),
                    CLIENT.id(),
                    storage.chain.account(CLIENT.id()).nonce());
            assertThat(storage.chain.only(CLIENT, new OpenChannel(PROVIDER.id(), Amount.credits(10), channelExpiry)))
                    .isNull();
        }

        UpdateDeal update(int removed, int appended) {
            return storage.signed(
                    storage.draft(deal, PROVIDER, removed, appended).revision(), CLIENT, PROVIDER);
        }

        UpdateDeal signedBy(Signer client, Signer provider) {
            Revision revision = storage.draft(deal, PROVIDER, 1, 0).revision();
            var id = storage.chain.genesis.chainId();
            return new UpdateDeal(revision, revision.sign(client, id), revision.sign(provider, id));
        }

        UpdateDeal leaves(long leaves) {
            var root = new SumNode(leaves, Digest.of(new byte[Digest.LENGTH_BYTES]));
            return storage.signed(new Revision(deal, 9, root, 1, 1000), CLIENT, PROVIDER);
        }

        RedeemVoucher voucher(TestSigner signer, Amount total, long expiry) {
            var voucher = new Voucher(channel, total, expiry);
            return new RedeemVoucher(voucher, voucher.sign(signer, storage.chain.genesis.chainId()));
        }

        long epoch() {
            return storage.chain.epoch();
        }

        byte[] proof() {
            return storage.proof(PROVIDER, epoch() - 1);
        }

        void fail() {
            var account = storage.account(PROVIDER);
            put(account.withFailure(new ProviderAccount.Failure(1, account.leaves(), Amount.ZERO, Amount.ZERO)));
        }

        void put(ProviderAccount account) {
            storage.chain.state.put(StateKey.providerAccount(PROVIDER.id()), account.encode());
        }
    }

    private record Wrong(String name, Reason reason, TestSigner sender, Function<Setting, StorageOrder> order) {}

    private static Wrong wrong(String name, Reason reason, TestSigner sender, Function<Setting, StorageOrder> order) {
        return new Wrong(name, reason, sender, order);
    }

    private static final List<Wrong> ALL = List.of(
            wrong(
                    "open with no provider",
                    Reason.NOT_A_PROVIDER,
                    CLIENT,
                    _ -> new OpenDeal(STRANGER.publicIdentity(), StorageChain.PRICE, ESCROW)),
            wrong(
                    "open at a lower price",
                    Reason.PRICE_TOO_HIGH,
                    CLIENT,
                    _ -> new OpenDeal(
                            PROVIDER.publicIdentity(), StorageChain.PRICE.minusExact(Amount.units(1)), ESCROW)),
            wrong(
                    "open without the money",
                    Reason.BALANCE_TOO_LOW,
                    CLIENT,
                    _ -> new OpenDeal(PROVIDER.publicIdentity(), StorageChain.PRICE, Amount.credits(2_000_000))),
            wrong(
                    "open with an escrow beyond 128 bits",
                    Reason.BALANCE_TOO_LOW,
                    CLIENT,
                    _ -> new OpenDeal(PROVIDER.publicIdentity(), StorageChain.PRICE, Amount.MAX)),
            wrong("open with one that failed", Reason.PROVIDER_FAILED, STRANGER, setting -> {
                setting.fail();
                return new OpenDeal(PROVIDER.publicIdentity(), StorageChain.PRICE, ESCROW);
            }),
            wrong(
                    "update no deal",
                    Reason.NO_SUCH_DEAL,
                    CLIENT,
                    setting ->
                            setting.storage.signed(new Revision(NO_DEAL, 1, SumNode.EMPTY, 0, 1000), CLIENT, PROVIDER)),
            wrong("update another's deal", Reason.NOT_A_PARTY, STRANGER, setting -> setting.update(1, 0)),
            wrong(
                    "update without the client",
                    Reason.REVISION_NOT_SIGNED,
                    PROVIDER,
                    setting -> setting.signedBy(STRANGER, PROVIDER)),
            wrong(
                    "update without the provider",
                    Reason.REVISION_NOT_SIGNED,
                    CLIENT,
                    setting -> setting.signedBy(CLIENT, STRANGER)),
            wrong(
                    "update to the same revision",
                    Reason.REVISION_STALE,
                    CLIENT,
                    setting -> setting.storage.signed(
                            new Revision(setting.deal, 1, SumNode.EMPTY, 0, 1000), CLIENT, PROVIDER)),
            wrong(
                    "update too late",
                    Reason.REVISION_EXPIRED,
                    CLIENT,
                    setting -> setting.storage.signed(
                            new Revision(setting.deal, 2, SumNode.EMPTY, 0, setting.epoch() - 1), CLIENT, PROVIDER)),
            wrong(
                    "update to more than the escrow covers",
                    Reason.ESCROW_TOO_LOW,
                    CLIENT,
                    setting -> setting.leaves(1 << 20)),
            wrong(
                    "update to more than a deal holds",
                    Reason.TOO_LARGE,
                    CLIENT,
                    setting -> setting.leaves(StoragePrices.DEAL_LEAVES_MAX + 1)),
            wrong(
                    "update to more than fits a number",
                    Reason.TOO_LARGE,
                    CLIENT,
                    setting -> setting.leaves(Long.MAX_VALUE)),
            wrong("update to more than the collateral covers", Reason.COLLATERAL_TOO_LOW, CLIENT, setting -> {
                var poor = setting.storage.chain.account(PROVIDER.id());
                // The rest of its money is the client's, so that the supply stays what it was.
                var rich = setting.storage.chain.account(CLIENT.id());
                setting.storage.chain.state.put(
                        StateKey.account(PROVIDER.id()), new Account(poor.nonce(), Amount.ZERO).encode());
                setting.storage.chain.state.put(
                        StateKey.account(CLIENT.id()),
                        new Account(rich.nonce(), rich.balance().plusExact(poor.balance())).encode());
                return setting.update(0, 5);
            }),
            wrong("update an ending deal", Reason.DEAL_ENDING, CLIENT, setting -> {
                assertThat(setting.storage.chain.only(CLIENT, new CloseDeal(setting.deal)))
                        .isNull();
                return setting.update(0, 1);
            }),
            wrong("update while the provider is far behind", Reason.PROVIDER_BEHIND, CLIENT, setting -> {
                var update = setting.update(0, 1);
                for (int i = 0; i < StorageBooks.JUDGED_MAX + 5; i++) {
                    setting.storage.nextEpochWithoutBeacon();
                }
                return update;
            }),
            wrong("top no deal up", Reason.NO_SUCH_DEAL, CLIENT, _ -> new TopUpDeal(NO_DEAL, SOME)),
            wrong(
                    "top up by nothing",
                    Reason.AMOUNT_TOO_SMALL,
                    CLIENT,
                    setting -> new TopUpDeal(setting.deal, Amount.ZERO)),
            wrong("close no deal", Reason.NO_SUCH_DEAL, CLIENT, _ -> new CloseDeal(NO_DEAL)),
            wrong("close another's deal", Reason.NOT_A_PARTY, STRANGER, setting -> new CloseDeal(setting.deal)),
            wrong("close again too early", Reason.DEAL_NOT_ENDED, CLIENT, setting -> {
                assertThat(setting.storage.chain.only(CLIENT, new CloseDeal(setting.deal)))
                        .isNull();
                return new CloseDeal(setting.deal);
            }),
            wrong(
                    "prove twice",
                    Reason.ALREADY_PROVEN,
                    PROVIDER,
                    setting -> new SubmitProof(setting.epoch() - 1, setting.proof())),
            wrong(
                    "prove the current epoch",
                    Reason.PROOF_OUT_OF_TIME,
                    PROVIDER,
                    setting -> new SubmitProof(setting.epoch(), setting.proof())),
            wrong("prove an old epoch", Reason.PROOF_OUT_OF_TIME, PROVIDER, setting -> {
                var proof = setting.proof();
                setting.storage.nextEpoch();
                return new SubmitProof(setting.epoch() - 2, proof);
            }),
            wrong(
                    "prove without deals",
                    Reason.NOTHING_TO_PROVE,
                    BYSTANDER,
                    setting -> new SubmitProof(setting.epoch() - 1, setting.proof())),
            wrong("prove without a beacon", Reason.NO_BEACON, PROVIDER, setting -> {
                setting.storage.nextEpochWithoutBeacon();
                return new SubmitProof(setting.epoch() - 1, setting.proof());
            }),
            wrong("prove with last epoch's proof", Reason.PROOF_WRONG, PROVIDER, setting -> {
                var old = setting.proof();
                setting.storage.nextEpoch();
                return new SubmitProof(setting.epoch() - 1, old);
            }),
            wrong("prove with a flipped bit", Reason.PROOF_WRONG, PROVIDER, setting -> {
                setting.storage.nextEpoch();
                byte[] proof = setting.proof();
                proof[proof.length - 1] ^= 1;
                return new SubmitProof(setting.epoch() - 1, proof);
            }),
            wrong(
                    "withdraw without ever having had a deal",
                    Reason.NOT_A_PROVIDER,
                    BYSTANDER,
                    _ -> new WithdrawEarnings(List.of())),
            wrong("claim for no deal", Reason.NO_SUCH_DEAL, CLIENT, _ -> new ClaimRepair(NO_DEAL)),
            wrong("claim for another's deal", Reason.NOT_A_PARTY, STRANGER, setting -> {
                setting.fail();
                return new ClaimRepair(setting.deal);
            }),
            wrong(
                    "claim from one that serves",
                    Reason.PROVIDER_NOT_FAILED,
                    CLIENT,
                    setting -> new ClaimRepair(setting.deal)),
            wrong(
                    "open a channel to no provider",
                    Reason.NOT_A_PROVIDER,
                    CLIENT,
                    setting -> new OpenChannel(STRANGER.id(), SOME, setting.channelExpiry)),
            wrong(
                    "open a channel in the past",
                    Reason.CHANNEL_EXPIRED,
                    CLIENT,
                    setting -> new OpenChannel(PROVIDER.id(), SOME, setting.storage.chain.timeMillis)),
            wrong(
                    "open a channel with nothing",
                    Reason.AMOUNT_TOO_SMALL,
                    CLIENT,
                    setting -> new OpenChannel(PROVIDER.id(), Amount.ZERO, setting.channelExpiry)),
            wrong("redeem from no channel", Reason.NO_SUCH_CHANNEL, PROVIDER, setting -> {
                var voucher = new Voucher(Digest.of(new byte[32]), SOME, setting.channelExpiry);
                return new RedeemVoucher(voucher, voucher.sign(CLIENT, setting.storage.chain.genesis.chainId()));
            }),
            wrong(
                    "redeem another's voucher",
                    Reason.NOT_A_PARTY,
                    STRANGER,
                    setting -> setting.voucher(CLIENT, SOME, setting.channelExpiry)),
            wrong(
                    "redeem a forged voucher",
                    Reason.VOUCHER_NOT_SIGNED,
                    PROVIDER,
                    setting -> setting.voucher(PROVIDER, SOME, setting.channelExpiry)),
            wrong(
                    "redeem a voucher of another expiry",
                    Reason.VOUCHER_NOT_SIGNED,
                    PROVIDER,
                    setting -> setting.voucher(CLIENT, SOME, setting.channelExpiry + 1)),
            wrong("redeem a voucher twice", Reason.VOUCHER_WORTHLESS, PROVIDER, setting -> {
                var voucher = setting.voucher(CLIENT, SOME, setting.channelExpiry);
                assertThat(setting.storage.chain.only(PROVIDER, voucher)).isNull();
                return voucher;
            }),
            wrong("redeem a voucher after the expiry", Reason.CHANNEL_EXPIRED, PROVIDER, setting -> {
                setting.storage.chain.block(setting.storage.chain.next(100_001), List.of());
                return setting.voucher(CLIENT, SOME, setting.channelExpiry);
            }),
            wrong("close no channel", Reason.NO_SUCH_CHANNEL, CLIENT, _ -> new CloseChannel(Digest.of(new byte[32]))),
            wrong(
                    "close another's channel",
                    Reason.NOT_A_PARTY,
                    STRANGER,
                    setting -> new CloseChannel(setting.channel)),
            wrong(
                    "close a channel before its expiry",
                    Reason.CHANNEL_OPEN,
                    CLIENT,
                    setting -> new CloseChannel(setting.channel)));

    @TestFactory
    Stream<DynamicTest> orders_thatAreWrong() {
        return ALL.stream()
                .map(wrong -> DynamicTest.dynamicTest(wrong.name(), () -> {
                    var setting = new Setting();
                    StorageOrder order = wrong.order().apply(setting);
                    var chain = setting.storage.chain;
                    var before = new HashMap<>(chain.state);
                    Account sender = chain.account(wrong.sender().id());
                    var fee = Amount.units(2_000_000);
                    var transaction =
                            Transaction.sign(wrong.sender(), chain.genesis.chainId(), sender.nonce(), fee, order);
                    assertThat(chain.machine.check(chain.view(), transaction, 0))
                            .hasValueSatisfying(rejection -> {
                                assertThat(rejection.reason()).isEqualTo(wrong.reason());
                                assertThat(rejection.detail()).isNotBlank();
                            });
                    assertThat(setting.storage.only(wrong.sender(), order, fee)).isEqualTo(wrong.reason());
                    assertThat(chain.account(wrong.sender().id()))
                            .isEqualTo(new Account(
                                    sender.nonce() + 1, sender.balance().minusExact(fee)));
                    before.forEach((key, value) -> {
                        int table = key.toBytes()[0];
                        if (table >= 32 && table != 35) {
                            assertThat(chain.state.get(key))
                                    .as("record %s", key)
                                    .isEqualTo(value);
                        }
                    });
                }));
    }

    @Test
    void every_reasonOfDealsHasAnEntry() {
        var covered = EnumSet.noneOf(Reason.class);
        ALL.forEach(wrong -> covered.add(wrong.reason()));
        assertThat(covered).containsAll(EnumSet.range(Reason.NO_SUCH_DEAL, Reason.REVISION_EXPIRED));
    }

    @Test
    void open_onAChainWithoutABeacon() {
        var chain = MachineChain.publicChain();
        assertThat(chain.only(CLIENT, new OpenDeal(PROVIDER.publicIdentity(), StorageChain.PRICE, ESCROW)))
                .isEqualTo(Reason.NO_BEACON);
    }

    @Test
    void channel_paysItsProviderAndGivesBackTheRest() {
        var setting = new Setting();
        var chain = setting.storage.chain;
        Amount provider = chain.balance(PROVIDER);
        Amount client = chain.balance(CLIENT);
        Amount fee = Amount.units(20_000);
        for (long total : new long[] {2, 5}) {
            assertThat(chain.only(PROVIDER, setting.voucher(CLIENT, Amount.credits(total), setting.channelExpiry)))
                    .isNull();
        }
        assertThat(chain.balance(PROVIDER).plusExact(fee).plusExact(fee))
                .isEqualTo(provider.plusExact(Amount.credits(5)));
        assertThat(chain.only(PROVIDER, new CloseChannel(setting.channel))).isNull();
        assertThat(chain.balance(CLIENT)).isEqualTo(client.plusExact(Amount.credits(5)));
        // More than there is in it pays what there is.
        var other = new Setting();
        provider = other.storage.chain.balance(PROVIDER);
        assertThat(other.storage.chain.only(PROVIDER, other.voucher(CLIENT, Amount.credits(99), other.channelExpiry)))
                .isNull();
        assertThat(other.storage.chain.balance(PROVIDER).plusExact(fee))
                .isEqualTo(provider.plusExact(Amount.credits(10)));
        other.storage.chain.block(other.storage.chain.next(200_000), List.of());
        assertThat(other.storage.chain.only(CLIENT, new CloseChannel(other.channel)))
                .isNull();
    }

    @Test
    void codes_areDistinct() {
        assertThat(Arrays.stream(Reason.values()).map(Reason::code)).doesNotHaveDuplicates();
    }
}
