package network.cairn.deploy.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.Provider;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.StateKey;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;

/// The records of a chain's newest state, as values.
public record LedgerRecords(ChainAccess chain) {
    /// What a leaf of a deal's list stands for.
    public static final int LEAF_BYTES = 1024;

    /// Turns a record's bytes into a value.
    @FunctionalInterface
    interface Decoding<T> {
        T decode(byte[] encoded) throws CodecException;
    }

    /// An account; an empty one where the chain has never heard of it.
    public Account account(ActorId id) throws CommandFailure, InterruptedException {
        return found(StateKey.account(id), "account " + id, Account::decode).orElse(Account.EMPTY);
    }

    public Optional<Provider> provider(ActorId id) throws CommandFailure, InterruptedException {
        return found(StateKey.provider(id), "provider " + id, Provider::decode);
    }

    /// What the chain keeps of a provider's deals; empty where it never had one.
    public Optional<ProviderAccount> providerAccount(ActorId id) throws CommandFailure, InterruptedException {
        return found(StateKey.providerAccount(id), "account of provider " + id, ProviderAccount::decode);
    }

    /// The deals of a provider that hold pieces. One that leaves while they are being read may be missing.
    public List<DealId> dealsWithPieces(ActorId provider, ProviderAccount account)
            throws CommandFailure, InterruptedException {
        var deals = new ArrayList<DealId>();
        for (long slot = 0; slot < account.commitment().holding(); slot++) {
            found(
                            StateKey.dealSlot(provider, slot),
                            "deal at place " + slot + " of provider " + provider,
                            LedgerRecords::dealId)
                    .ifPresent(deals::add);
        }
        return deals;
    }

    Optional<Deal> deal(DealId id) throws CommandFailure, InterruptedException {
        return found(StateKey.deal(id), "deal " + id, Deal::decode);
    }

    <T> Optional<T> found(StateKey key, String what, Decoding<T> decoding) throws CommandFailure, InterruptedException {
        Optional<byte[]> record = chain.record(key);
        if (record.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(decoding.decode(record.get()));
        } catch (CodecException e) {
            throw new CommandFailure(
                    Exit.UNAVAILABLE, "the chain's " + what + " is of another version: " + e.getMessage(), e);
        }
    }

    private static DealId dealId(byte[] encoded) throws CodecException {
        if (encoded.length != DealId.LENGTH_BYTES) {
            throw new CodecException("a deal's id is " + DealId.LENGTH_BYTES + " bytes, not " + encoded.length);
        }
        return DealId.of(encoded);
    }
}
