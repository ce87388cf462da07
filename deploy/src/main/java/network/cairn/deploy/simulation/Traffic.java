package network.cairn.deploy.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Bond;
import network.cairn.client.ledger.Delegate;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.Evidence;
import network.cairn.client.ledger.JoinValidators;
import network.cairn.client.ledger.LeaveValidators;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.TransactionBody;
import network.cairn.client.ledger.Transfer;
import network.cairn.client.ledger.Unbond;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.ChainId;

/// Those who use the chain, and the one pool that all machines take their transactions from.
///
/// Clients move money and stake; validators come and go. Money goes only behind the honest, as the liars
/// must stay less than a third.
final class Traffic {
    /// Places in the pool of identities from here on are clients'.
    static final int CLIENTS_FROM = 32;

    static final int CLIENTS = 6;
    private static final int ACCUSER = CLIENTS_FROM + CLIENTS;
    private static final int SPAMMER = ACCUSER + 1;
    static final int ACCOUNTS_END = SPAMMER + 1;

    private static final Amount FEE = Amount.units(20_000);
    private static final int WAITING_MAX = 64;

    private final Scenario scenario;
    private final ChainId chain;
    private final Dice dice;
    private final SimulatedIdentities identities = SimulatedIdentities.POOL;
    private final Map<Integer, Long> nonces = new TreeMap<>();
    private final List<Waiting> pool = new ArrayList<>();
    private final Set<Accused> accused = new HashSet<>();
    private boolean somebodyLeft;

    /// A transaction nobody honest has seen final.
    private record Waiting(ActorId sender, Transaction transaction, int bytes) {}

    private record Accused(ActorId validator, long epoch) {}

    Traffic(Scenario scenario, ChainId chain, Dice dice) {
        this.scenario = scenario;
        this.chain = chain;
        this.dice = dice;
    }

    /// Somebody does something.
    void submit() {
        for (int count = 1 + dice.below(3); count > 0; count--) {
            if (pool.size() >= WAITING_MAX) {
                return;
            }
            if (dice.chance(0.05)) {
                spam();
            } else if (dice.chance(0.25)) {
                byValidator((int) dice.between(0, scenario.places() - 1L));
            } else {
                byClient(CLIENTS_FROM + dice.below(CLIENTS));
            }
        }
    }

    private void byClient(int client) {
        var validator = identities.id(honestPlace());
        byOne(
                client,
                switch (dice.below(10)) {
                    case 0 -> new Delegate(validator, Amount.credits(dice.between(1, 30)));
                    case 1 -> new Unbond(validator, Amount.credits(dice.between(1, 40)));
                    case 2 -> new Transfer(identities.id(client), Amount.credits(1));
                    case 3 -> new Transfer(identities.id(CLIENTS_FROM), Amount.MAX);
                    default ->
                        new Transfer(
                                identities.id((int) dice.between(0, ACCOUNTS_END - 1L)),
                                Amount.units(dice.between(0, 5_000_000_000L)));
                });
    }

    private void byValidator(int place) {
        boolean spare = place >= scenario.members();
        TransactionBody body = switch (dice.below(spare ? 4 : 8)) {
            case 0, 1 ->
                scenario.isLiar(place)
                        ? new Transfer(identities.id(CLIENTS_FROM), Amount.units(1))
                        : new Bond(Amount.credits(dice.between(20, 60)));
            case 2 -> new JoinValidators(new Endpoint("127.0.0.1", 1000 + place), dice.below(10_001));
            case 3 -> new Unbond(identities.id(place), Amount.credits(dice.between(1, 10)));
            case 4 -> leave(place);
            default -> new Transfer(identities.id(CLIENTS_FROM + dice.below(CLIENTS)), Amount.credits(1));
        };
        byOne(place, body);
    }

    /// An honest member leaves once in a run, and only where another may take its place.
    private TransactionBody leave(int place) {
        if (scenario.isLiar(place) || (!somebodyLeft && scenario.spares() > 0)) {
            somebodyLeft |= !scenario.isLiar(place);
            return new LeaveValidators();
        }
        return new JoinValidators(new Endpoint("127.0.0.1", 1000 + place), dice.below(10_001));
    }

    private int honestPlace() {
        for (int tries = 0; tries < 16; tries++) {
            int place = dice.below(scenario.places());
            if (!scenario.isLiar(place)) {
                return place;
            }
        }
        return scenario.places() - 1;
    }

    private void byOne(int account, TransactionBody body) {
        long nonce = nonces.merge(account, 1L, Long::sum) - 1;
        add(Transaction.sign(identities.signer(account), chain, nonce, FEE, body));
    }

    /// A transaction that has no place in any block.
    private void spam() {
        var body = new Transfer(identities.id(CLIENTS_FROM), Amount.credits(1));
        var signer = identities.signer(SPAMMER);
        Transaction good = Transaction.sign(signer, chain, 0, FEE, body);
        add(
                switch (dice.below(4)) {
                    case 0 -> Transaction.sign(signer, chain, 1 + dice.below(5), FEE, body);
                    case 1 -> Transaction.sign(signer, chain, 0, Amount.units(1), body);
                    case 2 -> Transaction.sign(signer, chain, 0, Amount.MAX, body);
                    default ->
                        new Transaction(
                                chain,
                                good.sender(),
                                0,
                                FEE,
                                new Transfer(body.to(), Amount.units(7)),
                                good.signature());
                });
    }

    /// Whoever saw two votes that contradict each other says so, once for each validator and epoch.
    void accuse(Equivocation equivocation) {
        var vote = equivocation.first();
        if (accused.add(new Accused(vote.validator(), vote.vote().round().epoch()))) {
            byOne(ACCUSER, new Evidence(equivocation));
        }
    }

    private void add(Transaction transaction) {
        pool.add(new Waiting(transaction.sender().id(), transaction, transaction.encode().length));
    }

    /// What a machine may put into a block: all of the pool, what it has carried out already too.
    List<Transaction> candidates(int bytesMax) {
        var candidates = new ArrayList<Transaction>();
        int bytes = 0;
        for (Waiting waiting : pool) {
            bytes += waiting.bytes();
            if (bytes > bytesMax) {
                break;
            }
            candidates.add(waiting.transaction());
        }
        return candidates;
    }

    /// These blocks are final, which nobody's were before: their transactions need no more carrying.
    ///
    /// Machines that are behind do without them, as leaders' blocks that come too late are dropped.
    void finalised(List<Block> blocks) {
        var gone = new HashSet<Transaction>();
        blocks.forEach(block -> gone.addAll(block.transactions()));
        if (!gone.isEmpty()) {
            pool.removeIf(waiting -> gone.contains(waiting.transaction()));
        }
        if (pool.size() >= WAITING_MAX) {
            pool.removeIf(waiting -> waiting.sender().equals(identities.id(SPAMMER)));
        }
    }
}
