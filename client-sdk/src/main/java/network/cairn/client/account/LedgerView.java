package network.cairn.client.account;

import java.util.Optional;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Channel;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.ProvenEpochs;
import network.cairn.client.ledger.Provider;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.light.TransactionResult;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.TransactionId;

/// A ledger, its answers checked. Blocking; safe for use by many threads.
public interface LedgerView {
    Genesis genesis();

    /// The newest final header.
    BlockHeader tip() throws LedgerException;

    /// A final header.
    BlockHeader header(long height) throws LedgerException;

    /// The final block at a height, as a node tells it: whole, but not checked against the validators'
    /// certificates. What matters of it is to be checked by other means.
    Block block(long height) throws LedgerException;

    /// A record of the newest final state; empty where there is none.
    Optional<byte[]> record(StateKey key) throws LedgerException;

    /// What became of a transaction; empty where nothing is known of it, which proves nothing.
    Optional<TransactionResult> result(TransactionId id) throws LedgerException;

    /// Hands a transaction in.
    ///
    /// @return why it was not taken; empty where it waits for a block now
    Optional<Rejection> submit(Transaction transaction) throws LedgerException;

    /// An account; {@link Account#EMPTY} where the ledger has no record of it.
    default Account account(ActorId id) throws LedgerException {
        return decoded(StateKey.account(id), Account::decode).orElse(Account.EMPTY);
    }

    default Optional<Provider> provider(ActorId id) throws LedgerException {
        return decoded(StateKey.provider(id), Provider::decode);
    }

    default Optional<ProviderAccount> providerAccount(ActorId id) throws LedgerException {
        return decoded(StateKey.providerAccount(id), ProviderAccount::decode);
    }

    default Optional<Deal> deal(DealId id) throws LedgerException {
        return decoded(StateKey.deal(id), Deal::decode);
    }

    default Optional<Channel> channel(Digest id) throws LedgerException {
        return decoded(StateKey.channel(id), Channel::decode);
    }

    /// Whether a provider has proven an epoch.
    default boolean hasProven(ActorId provider, long epoch) throws LedgerException {
        return decoded(StateKey.provenEpochs(provider, ProvenEpochs.era(epoch)), ProvenEpochs::decode)
                .map(era -> era.has(epoch))
                .orElse(false);
    }

    /// The last epoch that a provider has proven, of the last 60 or more; empty where it has proven none of these.
    ///
    /// @param epoch the ledger's current one
    default Optional<Long> lastProven(ActorId provider, long epoch) throws LedgerException {
        long newest = ProvenEpochs.era(epoch);
        for (long era = newest; era >= Math.max(0, newest - 1); era--) {
            Optional<ProvenEpochs> proven = decoded(StateKey.provenEpochs(provider, era), ProvenEpochs::decode);
            for (long past = (era + 1) * ProvenEpochs.EPOCHS - 1; past >= era * ProvenEpochs.EPOCHS; past--) {
                if (proven.isPresent() && proven.get().has(past)) {
                    return Optional.of(past);
                }
            }
        }
        return Optional.empty();
    }

    /// Turns a record's bytes into a value.
    @FunctionalInterface
    interface Decoding<T> {
        T decode(byte[] encoded) throws CodecException;
    }

    /// A record as a value.
    default <T> Optional<T> decoded(StateKey key, Decoding<T> decoding) throws LedgerException {
        Optional<byte[]> found = record(key);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(decoding.decode(found.get()));
        } catch (CodecException e) {
            throw new LedgerException("record " + key + " is in a form that this version does not know", e);
        }
    }
}
