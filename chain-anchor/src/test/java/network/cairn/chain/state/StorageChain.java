package network.cairn.chain.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.BeaconGroup;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.OpenDeal;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.ProviderTerms;
import network.cairn.client.ledger.RegisterProvider;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Revision;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.StorageOrder;
import network.cairn.client.ledger.StorageParameters;
import network.cairn.client.ledger.SubmitProof;
import network.cairn.client.ledger.Subnet;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.UpdateDeal;
import network.cairn.proofs.deal.Challenges;
import network.cairn.proofs.deal.EpochProof;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.DealId;
import org.jspecify.annotations.Nullable;

/// A chain with a beacon, and providers that really hold their pieces and prove them.
final class StorageChain {
    /// So high that an epoch of five seconds pays for a kibibyte: 3,678 units an epoch and leaf.
    static final Amount PRICE = Amount.credits(2_000_000);

    private static final Amount PROOF_FEE = Amount.units(2_000_000);

    final MachineChain chain;
    private final Map<ActorId, HeldPieces> held = new HashMap<>();
    private final SplittableRandom random;

    StorageChain(long seed) {
        this(seed, StorageParameters.DEFAULT);
    }

    StorageChain(long seed, StorageParameters storage) {
        this(seed, storage, 5);
    }

    StorageChain(long seed, StorageParameters storage, int epochBlocks) {
        random = new SplittableRandom(seed);
        var base = MachineChain.genesis(
                4,
                new TestRules()
                        .epochBlocks(epochBlocks)
                        .transactionBytesMax(200 << 10)
                        .blockBytesMax(2 << 20)
                        .storage(storage)
                        .build());
        var key = new byte[BeaconGroup.KEY_LENGTH_BYTES];
        var group = new BeaconGroup(
                key, 1, List.of(new BeaconGroup.Holder(TestActors.signer(0).id(), key)));
        chain = new MachineChain(
                new Genesis(
                        base.name(),
                        base.timeMillis(),
                        base.parameters(),
                        base.balances(),
                        base.validators(),
                        Optional.of(group)),
                (epoch, beacon) -> beacon.equals(beacon(epoch)));
    }

    static BeaconSignature beacon(long epoch) {
        byte[] bytes = new byte[BeaconSignature.LENGTH_BYTES];
        new SplittableRandom(epoch).nextBytes(bytes);
        return BeaconSignature.of(bytes);
    }

    void register(TestSigner provider) {
        register(provider, PRICE);
        held.put(provider.id(), new HeldPieces());
    }

    /// A provider that holds nothing of what it says.
    void register(TestSigner provider, Amount price) {
        var terms = new ProviderTerms(
                List.of(new Endpoint("node", 9000)),
                "operator",
                "north",
                Subnet.ofAddress(new byte[] {1, 2, 3, 4}),
                price,
                Amount.units(6),
                1L << 40);
        assertThat(chain.only(provider, new RegisterProvider(terms))).isNull();
    }

    DealId open(TestSigner client, TestSigner provider, Amount escrow) {
        DealId id = Deal.idOf(
                chain.genesis.chainId(), client.id(), chain.account(client.id()).nonce());
        assertThat(chain.only(client, new OpenDeal(provider.publicIdentity(), PRICE, escrow)))
                .isNull();
        return id;
    }

    /// A revision that takes out as many random pieces and appends as many new ones, not yet on the chain.
    HeldPieces.Draft draft(DealId deal, TestSigner provider, int removed, int appended) {
        return held(provider).draft(random, deal, removed, appended);
    }

    UpdateDeal signed(Revision revision, TestSigner client, TestSigner provider) {
        var id = chain.genesis.chainId();
        return new UpdateDeal(revision, revision.sign(client, id), revision.sign(provider, id));
    }

    Rejection.@Nullable Reason update(DealId deal, TestSigner client, TestSigner provider, int removed, int appended) {
        var draft = draft(deal, provider, removed, appended);
        var reason = chain.only(provider, signed(draft.revision(), client, provider));
        if (reason == null) {
            held(provider).take(draft);
        }
        return reason;
    }

    HeldPieces held(TestSigner provider) {
        return Objects.requireNonNull(held.get(provider.id()), "a registered provider");
    }

    Deal deal(DealId id) {
        return MachineChain.decoded(chain.state.get(StateKey.deal(id)), Deal::decode);
    }

    boolean isOpen(DealId id) {
        return chain.state.containsKey(StateKey.deal(id));
    }

    ProviderAccount account(TestSigner provider) {
        return MachineChain.decoded(chain.state.get(StateKey.providerAccount(provider.id())), ProviderAccount::decode);
    }

    StorageTotals totals() {
        byte[] encoded = chain.state.get(Tables.storageTotals());
        return encoded == null ? StorageTotals.NOTHING : MachineChain.decoded(encoded, StorageTotals::decode);
    }

    /// Ends the epoch and brings its beacon in the first block of the next. Providers keep what they held at its
    /// end.
    void nextEpoch() {
        endEpoch();
        var next = chain.next();
        var context = new BlockContext(
                next.height(),
                next.epoch(),
                next.timestampMillis(),
                next.proposer(),
                Optional.of(beacon(next.epoch() - 1)));
        chain.block(context, List.of());
    }

    /// Ends the epoch, and no beacon comes.
    void nextEpochWithoutBeacon() {
        endEpoch();
        chain.block();
    }

    private void endEpoch() {
        // Before the first block the chain is in epoch 0 as well.
        chain.toEndOfEpoch(chain.epoch());
        held.forEach((provider, pieces) -> pieces.freeze(slots(provider)));
    }

    private List<DealId> slots(ActorId provider) {
        var slots = new ArrayList<DealId>();
        for (byte[] id = slot(provider, 0); id != null; id = slot(provider, slots.size())) {
            slots.add(DealId.of(id));
        }
        return slots;
    }

    /// The root that the pieces held now would give.
    SumNode rootOf(TestSigner provider) {
        return held(provider).source(slots(provider.id())).deals().root();
    }

    private byte @Nullable [] slot(ActorId provider, long number) {
        return chain.state.get(StateKey.dealSlot(provider, number));
    }

    byte[] proof(TestSigner provider, long epoch) {
        var source = held(provider).frozen();
        long leaves = source.deals().root().leaves();
        int count = chain.genesis.parameters().storage().challengesOf(leaves);
        long[] challenges = Challenges.derive(beacon(epoch), provider.id(), epoch, leaves, count);
        try {
            return EpochProof.make(source, provider.id(), epoch, challenges);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Proves the epoch that has ended last.
    Rejection.@Nullable Reason prove(TestSigner provider) {
        long epoch = chain.epoch() - 1;
        return only(provider, new SubmitProof(epoch, proof(provider, epoch)), PROOF_FEE);
    }

    /// A block with this one order.
    Rejection.@Nullable Reason only(TestSigner sender, StorageOrder order, Amount fee) {
        long nonce = chain.account(sender.id()).nonce();
        var transaction = Transaction.sign(sender, chain.genesis.chainId(), nonce, fee, order);
        return switch (chain.block(transaction).getFirst()) {
            case Outcome.Applied() -> null;
            case Outcome.Charged(var rejection) -> rejection.reason();
        };
    }

    /// Several epochs in which these prove and nobody else does.
    void epochs(int count, TestSigner... provers) {
        for (int i = 0; i < count; i++) {
            nextEpoch();
            for (TestSigner prover : provers) {
                assertThat(prove(prover)).isNull();
            }
        }
    }
}
