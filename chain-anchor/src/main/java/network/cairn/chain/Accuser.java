package network.cairn.chain;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import network.cairn.chain.mempool.Admission;
import network.cairn.chain.mempool.Mempool;
import network.cairn.client.identity.Signer;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.Evidence;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Submits evidence of equivocations in the validator's own name, once for each validator and epoch. One
/// thread uses it.
final class Accuser {
    private static final Logger LOG = LoggerFactory.getLogger(Accuser.class);
    private static final int REMEMBERED_MAX = 1000;

    private final Signer self;
    private final Genesis genesis;
    private final Mempool mempool;
    private final Function<Transaction, Admission> submit;
    private final Set<String> accused = new LinkedHashSet<>();

    /// @param submit hands a transaction to the mempool and waits for the answer
    Accuser(Signer self, Genesis genesis, Mempool mempool, Function<Transaction, Admission> submit) {
        this.self = self;
        this.genesis = genesis;
        this.mempool = mempool;
        this.submit = submit;
    }

    void accuse(Equivocation equivocation) {
        var offender = equivocation.first().validator();
        var round = equivocation.first().vote().round();
        if (!accused.add(offender + "/" + round.epoch())) {
            return;
        }
        if (accused.size() > REMEMBERED_MAX) {
            accused.removeAll(List.of(accused.iterator().next()));
        }
        LOG.warn("validator {} contradicted itself in round {}", offender, round);
        var nonce = mempool.nextNonce(self.publicIdentity().id());
        var body = new Evidence(equivocation);
        var free = Transaction.sign(self, genesis.chainId(), nonce, Amount.ZERO, body);
        var price = genesis.parameters().feePerByte().timesRatio(Amount.units(free.encode().length), Amount.units(1));
        var admission = submit.apply(Transaction.sign(self, genesis.chainId(), nonce, price, body));
        if (admission instanceof Admission.Refused(var rejection)) {
            LOG.warn("the evidence against {} found no place: {}", offender, rejection);
        }
    }
}
