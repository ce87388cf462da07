package network.cairn.chain.state;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import network.cairn.chain.tree.StateTree;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.TransactionsRoot;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.ChainId;

/// Opens a ledger's store: sees that it is this chain's, gives an empty one the state after genesis, and
/// removes what an import that was not finished has left.
record LedgerOpening(BlockHeader tip, byte generation) {
    private static final byte[] FORMAT_VERSION = {1};

    /// @throws IllegalArgumentException if the store has another chain's ledger, or another version's rows
    static LedgerOpening open(Genesis genesis, StateMachine machine, KeyValueStore store) {
        ChainId chain = genesis.chainId();
        byte[] stored = store.get(LedgerRows.CHAIN);
        if (stored == null) {
            return new LedgerOpening(begin(genesis, chain, machine, store), (byte) 0);
        }
        if (!ChainId.of(stored).equals(chain)) {
            throw new IllegalArgumentException("the store has the ledger of chain " + ChainId.of(stored)
                    + ", the genesis is that of " + chain + "; give each chain a folder of its own");
        }
        if (!Arrays.equals(FORMAT_VERSION, store.get(LedgerRows.FORMAT))) {
            throw new IllegalArgumentException("the store's rows are of another version than this program's, "
                    + FORMAT_VERSION[0] + "; let this validator join anew from a snapshot");
        }
        wipeStale(store);
        BlockHeader tip = new BlockArchive(store)
                .tip()
                .orElseThrow(() -> new IllegalStateException("the store is damaged: it has no newest header"));
        byte[] generation = store.get(LedgerRows.GENERATION);
        return new LedgerOpening(tip, generation == null ? 0 : generation[0]);
    }

    /// Deletes the rows of a generation that is not the state, if there may be one.
    static void wipeStale(KeyValueStore store) {
        byte[] stale = store.get(LedgerRows.STALE_GENERATION);
        if (stale != null) {
            FinalisedState.wipe(store, stale[0]);
            store.write(new WriteBatch().delete(LedgerRows.STALE_GENERATION), Durability.FSYNCED);
        }
    }

    private static BlockHeader begin(Genesis genesis, ChainId chain, StateMachine machine, KeyValueStore store) {
        StateChanges changes = machine.genesis();
        var tree = StateTree.update(_ -> null, changes.toTree());
        var set = machine.validators(changes::get, 0)
                .orElseThrow(() -> new IllegalStateException("genesis makes no validator set"))
                .digest();
        var header = new BlockHeader(
                chain,
                0,
                0,
                BlockHash.of(new byte[BlockHash.LENGTH_BYTES]),
                genesis.timeMillis(),
                ActorId.of(new byte[ActorId.LENGTH_BYTES]),
                TransactionsRoot.of(List.of()),
                Outcome.digest(List.of()),
                tree.root(),
                set,
                set,
                Optional.empty());
        var batch = new WriteBatch()
                .put(LedgerRows.CHAIN, chain.toBytes())
                .put(LedgerRows.FORMAT, FORMAT_VERSION)
                .put(LedgerRows.GENESIS, header.encode())
                .put(LedgerRows.TIP, header.encode())
                .put(LedgerRows.height(header.hash()), BlockArchive.number(0));
        new FinalisedState(store, (byte) 0, 0).write(batch, changes, tree.pages());
        store.write(batch, Durability.FSYNCED);
        return header;
    }
}
