package network.cairn.client.ledger;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import network.cairn.client.identity.Identity;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.Signature;
import network.cairn.proofs.id.StateRoot;
import network.cairn.proofs.id.TransactionId;
import network.cairn.proofs.tree.StateNode;
import network.cairn.proofs.tree.StateProof;

/// One fixed value of every kind the ledger has, for golden vectors, round trips and fuzzing.
public final class LedgerSamples {
    public static final ChainId CHAIN = ChainId.of(filled(ChainId.LENGTH_BYTES, 0xc1));

    private LedgerSamples() {}

    public static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    public static Identity identity(int seed) {
        return Identity.ofSeed(filled(Identity.SEED_LENGTH_BYTES, seed));
    }

    public static ActorId actor(int value) {
        return ActorId.of(filled(ActorId.LENGTH_BYTES, value));
    }

    public static BlockHash blockHash(int value) {
        return BlockHash.of(filled(BlockHash.LENGTH_BYTES, value));
    }

    public static Digest digest(int value) {
        return Digest.of(filled(Digest.LENGTH_BYTES, value));
    }

    /// Every kind of body but for those of deals.
    public static Map<String, TransactionBody> bodies() {
        var bodies = new TreeMap<String, TransactionBody>();
        bodies.put("transfer", new Transfer(actor(0x21), Amount.credits(12)));
        bodies.put("register-provider", new RegisterProvider(terms()));
        bodies.put("update-provider", new UpdateProvider(terms()));
        bodies.put("bond", new Bond(Amount.MAX));
        bodies.put("unbond", new Unbond(actor(0x22), Amount.units(1)));
        bodies.put("delegate", new Delegate(actor(0x23), new Amount(1, 2)));
        bodies.put("join-validators", new JoinValidators(new Endpoint("validator.example", 7700), 1250));
        bodies.put("leave-validators", new LeaveValidators());
        bodies.put("evidence", new Evidence(equivocation()));
        return bodies;
    }

    /// Every kind of body of deals, proofs and payouts.
    public static Map<String, TransactionBody> storageBodies() {
        var bodies = new TreeMap<String, TransactionBody>();
        var revision = new Revision(dealId(), 4, new SumNode(9, digest(0x46)), 3, 5);
        var voucher = new Voucher(digest(0x47), Amount.units(77), 1_790_000_100_000L);
        bodies.put("open-deal", new OpenDeal(identity(3).publicIdentity(), Amount.units(5), Amount.credits(6)));
        bodies.put(
                "update-deal",
                new UpdateDeal(revision, revision.sign(identity(1), CHAIN), revision.sign(identity(3), CHAIN)));
        bodies.put("top-up-deal", new TopUpDeal(dealId(), Amount.credits(3)));
        bodies.put("close-deal", new CloseDeal(dealId()));
        bodies.put("submit-proof", new SubmitProof(12, filled(40, 0x48)));
        bodies.put("withdraw-earnings", new WithdrawEarnings(List.of(dealId(), dealId())));
        bodies.put("open-channel", new OpenChannel(actor(0x24), Amount.credits(2), 1_790_000_100_000L));
        bodies.put("redeem-voucher", new RedeemVoucher(voucher, voucher.sign(identity(1), CHAIN)));
        bodies.put("close-channel", new CloseChannel(digest(0x47)));
        bodies.put("claim-repair", new ClaimRepair(dealId()));
        return bodies;
    }

    public static DealId dealId() {
        return DealId.of(filled(DealId.LENGTH_BYTES, 0x45));
    }

    public static Deal deal() {
        return new Deal(
                identity(1).publicIdentity(),
                identity(3).publicIdentity(),
                Amount.units(1_500_000),
                new Deal.Funds(Amount.credits(7), Amount.units(8), Amount.units(9)),
                new Deal.Contents(4, new SumNode(9, digest(0x46)), 3, Optional.of(2L)),
                new Deal.Billing(10, 11, 12, 13, 14),
                Optional.of(15L));
    }

    public static ProviderAccount providerAccount() {
        return new ProviderAccount(
                5,
                new ProviderAccount.Commitment(
                        4,
                        new SumNode(7, digest(0x49)),
                        Amount.units(6),
                        8,
                        new SumNode(9, digest(0x4a)),
                        Amount.units(22)),
                new ProviderAccount.Money(Amount.units(10), Amount.units(11), Amount.units(12)),
                new ProviderAccount.Conduct(13, 14, 15, 16, 17),
                Optional.of(new ProviderAccount.Failure(18, 19, Amount.units(20), Amount.units(21))));
    }

    public static Channel channel() {
        return new Channel(
                identity(1).publicIdentity(), actor(0x24), Amount.credits(2), Amount.units(3), 1_790_000_100_000L);
    }

    public static ProviderTerms terms() {
        return new ProviderTerms(
                List.of(new Endpoint("198.51.100.7", 7001), new Endpoint("2001:db8::7", 65535)),
                "Example Storage",
                "eu-west",
                Subnet.ofAddress(new byte[] {(byte) 198, 51, 100, 7}),
                Amount.units(1_500_000),
                Amount.units(250_000),
                8L << 40);
    }

    public static Transaction transaction(TransactionBody body) {
        return Transaction.sign(identity(1), CHAIN, 7, Amount.units(2_500), body);
    }

    public static List<Vote> votes() {
        var round = new Round(3, 17);
        return List.of(
                new Vote.Notarize(round, 16, blockHash(0xb1)),
                new Vote.Nullify(round),
                new Vote.Finalize(round, 12, blockHash(0xb2)));
    }

    public static Equivocation equivocation() {
        var round = new Round(2, 5);
        return Equivocation.of(
                SignedVote.sign(identity(2), CHAIN, new Vote.Notarize(round, 4, blockHash(0xb3))),
                SignedVote.sign(identity(2), CHAIN, new Vote.Notarize(round, 4, blockHash(0xb4))));
    }

    /// Four members, keys {@link #identity} 1 to 4, powers 40, 30, 20, 10.
    public static ValidatorSet set() {
        return set(40, 30, 20, 10);
    }

    /// Members with these powers, their keys {@link #identity} 1 and on.
    public static ValidatorSet set(long... powers) {
        var members = new ValidatorSet.Member[powers.length];
        for (int i = 0; i < powers.length; i++) {
            members[i] = new ValidatorSet.Member(
                    identity(i + 1).publicIdentity(), powers[i], new Endpoint("validator-" + (i + 1), 7700));
        }
        return ValidatorSet.of(List.of(members));
    }

    /// A vote signed by these identities.
    public static Certificate certificate(Vote vote, ValidatorSet set, int... signers) {
        var signatures = new HashMap<ActorId, Signature>();
        for (int signer : signers) {
            var signed = SignedVote.sign(identity(signer), CHAIN, vote);
            signatures.put(signed.validator(), signed.signature());
        }
        return Certificate.of(vote, set, signatures);
    }

    public static BlockHeader header(List<Transaction> transactions) {
        return header(BlockHeader.ENCODED_BYTES_MAX, 2, blockHash(0xb5), transactions);
    }

    private static BlockHeader header(long height, long epoch, BlockHash parent, List<Transaction> transactions) {
        return new BlockHeader(
                CHAIN,
                height,
                epoch,
                parent,
                1_790_000_000_000L + height,
                identity(1).id(),
                TransactionsRoot.of(transactions.stream().map(Transaction::id).toList()),
                Outcome.digest(transactions.stream()
                        .<Outcome>map(_ -> new Outcome.Applied())
                        .toList()),
                StateRoot.of(filled(StateRoot.LENGTH_BYTES, 0x5a)),
                set().digest(),
                set().digest(),
                height % 2 == 0
                        ? Optional.of(BeaconSignature.of(filled(BeaconSignature.LENGTH_BYTES, 0xbe)))
                        : Optional.empty());
    }

    public static Block block() {
        var transactions =
                bodies().values().stream().map(LedgerSamples::transaction).toList();
        return new Block(header(transactions), transactions);
    }

    public static CertifiedHeader certifiedHeader() {
        var block = block();
        var child = header(block.header().height() + 1, 2, block.hash(), List.of());
        var finalize = new Vote.Finalize(new Round(2, 9), 8, child.hash());
        return new CertifiedHeader(block.header(), List.of(child), certificate(finalize, set(), 1, 2, 3));
    }

    public static ProvenRecord provenRecord() {
        var header = block().header();
        var finalize = new Vote.Finalize(new Round(2, 9), 8, header.hash());
        return new ProvenRecord(
                header,
                Optional.of(certificate(finalize, set(), 1, 2)),
                Optional.of(account().encode()),
                new StateProof(
                        Optional.of(new StateNode.Leaf(digest(0x31), digest(0x32))),
                        List.of(digest(0x33), digest(0x34))));
    }

    public static TransactionInclusion inclusion() {
        var ids = block().transactions().stream().map(Transaction::id).toList();
        return new TransactionInclusion(certifiedHeader(), TransactionProof.of(ids, 4), new byte[ids.size()]);
    }

    public static Account account() {
        return new Account(41, Amount.credits(1_000_000));
    }

    public static Provider provider() {
        return new Provider(terms(), 12, 345);
    }

    public static Validator validator() {
        return new Validator(
                identity(3).publicIdentity(),
                true,
                Optional.of(new Endpoint("validator.example", 7700)),
                500,
                Amount.credits(90_000),
                Amount.credits(100_000),
                Amount.credits(40_000),
                1_790_000_000_000L,
                3,
                List.of(new Validator.Slash(7_200, 8_001, 1_780_000_000_000L, 500)),
                17);
    }

    public static BeaconGroup beaconGroup() {
        return new BeaconGroup(
                filled(BeaconGroup.KEY_LENGTH_BYTES, 0xa0),
                2,
                List.of(
                        new BeaconGroup.Holder(identity(1).id(), filled(BeaconGroup.KEY_LENGTH_BYTES, 0xa1)),
                        new BeaconGroup.Holder(identity(2).id(), filled(BeaconGroup.KEY_LENGTH_BYTES, 0xa2))));
    }

    public static ChainParameters listedParameters() {
        return new ChainParameters(
                100,
                Duration.ofMillis(250),
                4,
                new ChainParameters.Admission.Listed(
                        Set.of(identity(1).id(), identity(2).id(), identity(3).id())),
                Amount.credits(5),
                Duration.ofDays(14),
                Duration.ofDays(21),
                500,
                Amount.units(10),
                32 << 10,
                1 << 20);
    }

    public static Genesis genesis() {
        var balances = new TreeMap<ActorId, Amount>();
        balances.put(identity(9).id(), Amount.credits(1_000_000));
        balances.put(identity(8).id(), Amount.units(1));
        return new Genesis(
                "cairn-test-1",
                1_790_000_000_000L,
                listedParameters(),
                balances,
                List.of(
                        new Genesis.GenesisValidator(
                                identity(1).publicIdentity(), Amount.credits(60), new Endpoint("v1.example", 7700), 0),
                        new Genesis.GenesisValidator(
                                identity(2).publicIdentity(),
                                Amount.credits(40),
                                new Endpoint("v2.example", 7701),
                                10_000)),
                Optional.of(beaconGroup()));
    }

    public static TransactionId transactionId(int value) {
        return TransactionId.of(filled(TransactionId.LENGTH_BYTES, value));
    }
}
