package network.cairn.chain.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import network.cairn.client.ledger.ChainParameters.Admission;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.Transaction;
import network.cairn.proofs.id.ActorId;
import org.junit.jupiter.api.Test;

/// Random transactions, right and wrong, of every kind: the state machine against a plain ledger, the
/// supply conserved (which {@link MachineChain} checks at each block), never an exception, and the same
/// changes in the same order each time.
class RandomWorkloadTest {
    private static final int BLOCKS = 150;

    @Test
    void publicChain_agreesWithThePlainLedger() {
        var outcomes = new TreeSet<Integer>();
        for (long seed = 1; seed <= 8; seed++) {
            run(seed, MachineChain.genesis(4, MachineChain.parameters(new Admission.Open())), outcomes);
        }
        // The workload is worth something only if it reaches what there is to reach.
        assertThat(outcomes)
                .contains(
                        0,
                        Reason.BALANCE_TOO_LOW.code(),
                        Reason.AMOUNT_TOO_SMALL.code(),
                        Reason.ALREADY_PROVIDER.code(),
                        Reason.NOT_A_PROVIDER.code(),
                        Reason.NO_SUCH_VALIDATOR.code(),
                        Reason.STAKE_TOO_LOW.code(),
                        Reason.JAILED.code(),
                        Reason.NOT_A_CANDIDATE.code(),
                        Reason.SELF_STAKE_TOO_LOW.code(),
                        Reason.EVIDENCE_NOT_SIGNED.code(),
                        Reason.EVIDENCE_OUT_OF_TIME.code(),
                        Reason.ALREADY_PUNISHED.code());
    }

    @Test
    void consortium_agreesWithThePlainLedger() {
        var listed = new HashSet<ActorId>();
        for (int i = 0; i < 6; i++) {
            listed.add(TestActors.signer(i).id());
        }
        var outcomes = new TreeSet<Integer>();
        for (long seed = 101; seed <= 103; seed++) {
            run(seed, MachineChain.genesis(4, MachineChain.parameters(new Admission.Listed(listed))), outcomes);
        }
        assertThat(outcomes).contains(0, Reason.NOT_ADMITTED.code());
    }

    @Test
    void privateChain_agreesWithThePlainLedger() {
        var alone = new Admission.Listed(Set.of(TestActors.signer(0).id()));
        var outcomes = new TreeSet<Integer>();
        for (long seed = 201; seed <= 203; seed++) {
            run(seed, MachineChain.genesis(1, MachineChain.parameters(alone)), outcomes);
        }
        assertThat(outcomes).contains(0, Reason.NOT_ADMITTED.code(), Reason.LAST_VALIDATOR.code());
    }

    private static void run(long seed, Genesis genesis, Set<Integer> seen) {
        RandomGenerator random = new SplittableRandom(seed);
        var chain = new MachineChain(genesis);
        var model = new NaiveLedger(genesis);
        var workload = new RandomWorkload(random, genesis);
        try {
            for (int i = 0; i < BLOCKS; i++) {
                step(random, chain, model, workload, seen);
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ", height " + (chain.height + 1), e);
        }
    }

    private static void step(
            RandomGenerator random, MachineChain chain, NaiveLedger model, RandomWorkload workload, Set<Integer> seen) {
        long epoch = chain.genesis.parameters().epochOf(chain.height + 1);
        var candidates = workload.transactions(model, epoch);
        var members = chain.set(epoch).members();
        var context = new BlockContext(
                chain.height + 1,
                epoch,
                chain.timeMillis + (random.nextInt(50) == 0 ? 200_000 : random.nextInt(1, 6000)),
                members.get(random.nextInt(members.size())).id(),
                Optional.empty());
        for (Transaction candidate : candidates) {
            // Whatever it says, it says it without an exception.
            chain.machine.check(chain.view(), candidate, random.nextInt(2));
        }
        List<Transaction> taken = new ArrayList<>();
        List<Integer> codes = new ArrayList<>();
        model.begin(context);
        for (Transaction candidate : candidates) {
            int code = model.take(candidate);
            if (code >= 0) {
                taken.add(candidate);
                codes.add(code);
            }
        }
        model.end();
        seen.addAll(codes);

        var selected = chain.machine.select(chain.view(), context, candidates, 1 << 20);
        assertThat(selected.transactions()).isEqualTo(taken);
        assertThat(selected.outcomes().stream().map(Outcome::code).toList()).isEqualTo(codes);
        var executed = chain.machine.execute(chain.view(), context, taken);
        assertThat(executed)
                .isInstanceOfSatisfying(
                        ExecutionResult.Executed.class,
                        result -> assertSameChanges(result.block().changes(), selected.changes()));
        chain.take(context, selected);
        model.assertSameAs(chain);
    }

    private static void assertSameChanges(StateChanges one, StateChanges other) {
        assertThat(List.copyOf(one.records().keySet()))
                .isEqualTo(List.copyOf(other.records().keySet()));
        one.records().forEach((key, value) -> assertThat(value.orElse(null)).isEqualTo(other.get(key)));
    }
}
