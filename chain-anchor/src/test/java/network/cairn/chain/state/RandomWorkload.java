package network.cairn.chain.state;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Bond;
import network.cairn.client.ledger.Delegate;
import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.Evidence;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.JoinValidators;
import network.cairn.client.ledger.LeaveValidators;
import network.cairn.client.ledger.RegisterProvider;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.TransactionBody;
import network.cairn.client.ledger.Transfer;
import network.cairn.client.ledger.Unbond;
import network.cairn.client.ledger.UpdateProvider;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.ChainId;

/// Makes transactions of every kind, right and wrong, from one seed.
final class RandomWorkload {
    private static final BigInteger PRICE_PER_BYTE = BigInteger.TEN;

    private final RandomGenerator random;
    private final Genesis genesis;

    RandomWorkload(RandomGenerator random, Genesis genesis) {
        this.random = random;
        this.genesis = genesis;
    }

    /// Candidates for a block.
    List<Transaction> transactions(NaiveLedger ledger, long epoch) {
        var list = new ArrayList<Transaction>();
        Map<ActorId, Long> used = new HashMap<>();
        for (int left = random.nextInt(25); left > 0; left--) {
            var sender = signer();
            long nonce = ledger.nonce(sender.id()) + used.getOrDefault(sender.id(), 0L);
            if (random.nextInt(25) == 0) {
                nonce = Math.max(0, nonce + random.nextInt(-2, 3));
            }
            used.merge(sender.id(), 1L, Long::sum);
            list.add(transaction(sender, nonce, body(sender, epoch)));
        }
        if (!list.isEmpty() && random.nextInt(5) == 0) {
            list.add(list.get(random.nextInt(list.size())));
        }
        return list;
    }

    private Transaction transaction(TestSigner sender, long nonce, TransactionBody body) {
        var chain = random.nextInt(60) == 0 ? ChainId.of(new byte[ChainId.LENGTH_BYTES]) : genesis.chainId();
        int bytes = Transaction.sign(sender, chain, nonce, Amount.ZERO, body).encode().length;
        var price = PRICE_PER_BYTE.multiply(BigInteger.valueOf(bytes));
        var fee = switch (random.nextInt(40)) {
            case 0 -> Amount.of(price.subtract(BigInteger.ONE));
            case 1 -> Amount.MAX;
            case 2 -> Amount.credits(random.nextInt(2000));
            default -> Amount.of(price.multiply(BigInteger.valueOf(random.nextInt(1, 4))));
        };
        var signed = Transaction.sign(sender, chain, nonce, fee, body);
        return random.nextInt(60) > 0
                ? signed
                : new Transaction(
                        signed.chain(),
                        signer().publicIdentity(),
                        signed.nonce(),
                        signed.fee(),
                        signed.body(),
                        signed.signature());
    }

    private TransactionBody body(TestSigner sender, long epoch) {
        return switch (random.nextInt(20)) {
            case 0, 1, 2 -> new Transfer(signer().id(), amount());
            case 3 -> new RegisterProvider(MachineChain.terms("operator" + random.nextInt(9)));
            case 4 -> new UpdateProvider(MachineChain.terms("operator" + random.nextInt(9)));
            case 5, 6 -> new Bond(amount());
            case 7, 8, 9, 10 -> new Delegate(validator(), amount());
            case 11, 12, 13 -> new Unbond(random.nextInt(3) == 0 ? sender.id() : validator(), amount());
            case 14, 15, 16 ->
                new JoinValidators(MachineChain.endpoint(random.nextInt(100)), random.nextInt(0, 10_001));
            case 17 -> new LeaveValidators();
            default -> new Evidence(equivocation(epoch));
        };
    }

    private TestSigner signer() {
        return TestActors.signer(random.nextInt(TestActors.COUNT));
    }

    /// One of the first ten, where stake gathers.
    private ActorId validator() {
        return TestActors.signer(random.nextInt(10)).id();
    }

    private Amount amount() {
        return switch (random.nextInt(12)) {
            case 0 -> Amount.ZERO;
            case 1 -> Amount.MAX;
            case 2 -> Amount.units(random.nextInt(1, 2000));
            case 3 -> Amount.credits(random.nextInt(1, 3_000_000));
            case 4, 5, 6 -> MachineChain.STAKE.plusExact(Amount.units(random.nextInt(1_000_000)));
            default -> Amount.units(random.nextLong(1, 3_000_000_000_000L));
        };
    }

    private Equivocation equivocation(long epoch) {
        var offender = random.nextInt(12) == 0 ? signer() : TestActors.signer(random.nextInt(10));
        var round = new Round(Math.max(0, epoch + random.nextInt(-9, 2)), random.nextInt(1, 50));
        var one = vote(round, 1);
        Vote other = one instanceof Vote.Finalize && random.nextBoolean() ? new Vote.Nullify(round) : vote(round, one);
        var forger = random.nextInt(10) == 0 ? signer() : offender;
        return Equivocation.of(
                SignedVote.sign(offender, genesis.chainId(), one),
                new SignedVote(
                        offender.id(),
                        other,
                        SignedVote.sign(forger, genesis.chainId(), other).signature()));
    }

    private Vote vote(Round round, int block) {
        byte[] hash = new byte[BlockHash.LENGTH_BYTES];
        hash[0] = (byte) block;
        return random.nextBoolean()
                ? new Vote.Notarize(round, 0, BlockHash.of(hash))
                : new Vote.Finalize(round, 0, BlockHash.of(hash));
    }

    /// One of the same kind for another block.
    private static Vote vote(Round round, Vote one) {
        byte[] hash = new byte[BlockHash.LENGTH_BYTES];
        hash[0] = 2;
        return one instanceof Vote.Notarize
                ? new Vote.Notarize(round, 0, BlockHash.of(hash))
                : new Vote.Finalize(round, 0, BlockHash.of(hash));
    }
}
