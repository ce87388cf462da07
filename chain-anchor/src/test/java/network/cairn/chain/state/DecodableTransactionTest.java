package network.cairn.chain.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.TransactionBody;
import network.cairn.proofs.codec.CodecException;
import org.junit.jupiter.api.Test;

/// Transactions whose bytes were tampered with: whatever can still be decoded gets an answer, never an
/// exception, both with a signature that is wrong now and signed anew.
class DecodableTransactionTest {
    @Test
    void tamperedBytes_getAnAnswer() {
        int decoded = 0;
        for (long seed = 1; seed <= 20; seed++) {
            var random = new SplittableRandom(seed);
            var chain = MachineChain.publicChain();
            var workload = new RandomWorkload(random, chain.genesis);
            var model = new NaiveLedger(chain.genesis);
            try {
                for (int i = 0; i < 12; i++) {
                    var tampered = new ArrayList<Transaction>();
                    for (Transaction transaction : workload.transactions(model, chain.epoch())) {
                        tampered.addAll(tampered(random, transaction));
                    }
                    decoded += tampered.size();
                    answers(chain, tampered);
                }
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(decoded).isGreaterThan(1000);
    }

    private static void answers(MachineChain chain, List<Transaction> tampered) {
        for (Transaction transaction : tampered) {
            chain.machine.check(chain.view(), transaction, 0);
            chain.machine.execute(chain.view(), chain.next(), List.of(transaction));
        }
        var context = chain.next();
        chain.take(context, chain.machine.select(chain.view(), context, tampered, 1 << 20));
    }

    /// What can be decoded of a transaction with some bytes changed, and the same signed anew.
    private static List<Transaction> tampered(SplittableRandom random, Transaction transaction) {
        byte[] bytes = transaction.encode();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : 0xff);
        }
        byte[] body = transaction.body().encode();
        body[random.nextInt(body.length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : 0xff);
        var list = new ArrayList<Transaction>();
        try {
            list.add(Transaction.decode(bytes));
        } catch (CodecException e) {
            // Then there is nothing for the state machine.
        }
        try {
            var signer = new TestSigner(transaction.sender());
            list.add(Transaction.sign(
                    signer, transaction.chain(), transaction.nonce(), transaction.fee(), TransactionBody.decode(body)));
        } catch (CodecException e) {
            // As above.
        }
        return list;
    }
}
