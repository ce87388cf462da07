package network.cairn.node.deal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.client.account.LedgerException;
import network.cairn.client.account.LedgerView;
import network.cairn.client.deal.SignedRevision;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.ClaimRepair;
import network.cairn.client.ledger.CloseDeal;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.OpenDeal;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.Revision;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.UpdateDeal;
import network.cairn.client.light.TransactionResult;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the ledger block by block, as far as it concerns one provider's deals.
///
/// Blocks are a node's word; that an order in one was carried out is checked. What a node keeps quiet about shows
/// when the tree over the deals is compared with the root that the ledger proves.
final class LedgerFollower {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerFollower.class);

    /// How many blocks are followed at a time.
    private static final int BLOCKS_MAX = 200;

    /// How often the tree is read whole before a later time is waited for: it may change meanwhile.
    private static final int READS_MAX = 5;

    private final LedgerView ledger;
    private final ActorId provider;
    private final DealBook book;
    private final DealMirror mirror;

    LedgerFollower(LedgerView ledger, ActorId provider, DealBook book, DealMirror mirror) {
        this.ledger = ledger;
        this.provider = provider;
        this.book = book;
        this.mirror = mirror;
    }

    /// Follows towards a final header, a bounded way at once.
    ///
    /// @return whether it got there
    boolean advance(BlockHeader tip) throws LedgerException {
        Optional<Long> height = mirror.height();
        if (height.isEmpty()) {
            copy(tip);
            return true;
        }
        long to = Math.min(tip.height(), height.get() + BLOCKS_MAX);
        for (long next = height.get() + 1; next <= to; next++) {
            Block block;
            try {
                block = ledger.block(next);
            } catch (LedgerException e) {
                if (tip.height() - next < BLOCKS_MAX) {
                    throw e;
                }
                LOG.warn("block {} is not to be had, the tree over the deals is read anew: {}", next, e.getMessage());
                mirror.reset();
                return false;
            }
            follow(block);
        }
        return to == tip.height();
    }

    private void follow(Block block) throws LedgerException {
        long epoch = block.header().epoch();
        DealMirror.Change change = mirror.change(epoch);
        boolean changed = false;
        for (Transaction transaction : block.transactions()) {
            if (concerns(transaction) && isApplied(transaction)) {
                changed |= apply(transaction, epoch, change);
            }
        }
        if (changed) {
            change.commit(block.header().height());
        } else {
            mirror.pass(block.header().height());
        }
    }

    private boolean concerns(Transaction transaction) {
        return switch (transaction.body()) {
            case OpenDeal open -> open.provider().id().equals(provider);
            case UpdateDeal update -> book.client(update.revision().deal()).isPresent();
            case CloseDeal close -> book.client(close.deal()).isPresent();
            case ClaimRepair claim -> book.client(claim.deal()).isPresent();
            default -> false;
        };
    }

    private boolean isApplied(Transaction transaction) throws LedgerException {
        Optional<TransactionResult> result = ledger.result(transaction.id());
        if (result.isEmpty()) {
            throw new LedgerException("nothing is known of transaction " + transaction.id() + " of a final block");
        }
        return result.get().isApplied();
    }

    private boolean apply(Transaction transaction, long epoch, DealMirror.Change change) throws LedgerException {
        return switch (transaction.body()) {
            case OpenDeal _ -> {
                var chain = ledger.genesis().chainId();
                book.adopt(Deal.idOf(chain, transaction.sender().id(), transaction.nonce()), transaction.sender());
                yield false;
            }
            case UpdateDeal update -> {
                revised(update, epoch, change);
                yield true;
            }
            case CloseDeal close -> ended(close.deal(), epoch, change);
            case ClaimRepair claim -> ended(claim.deal(), epoch, change);
            default -> false;
        };
    }

    private void revised(UpdateDeal update, long epoch, DealMirror.Change change) {
        Revision revision = update.revision();
        book.taken(new SignedRevision(revision, update.client(), update.provider()), epoch);
        Optional<DealMirror.Held> held = change.find(revision.deal());
        long known = held.map(DealMirror.Held::sequence).orElse(0L);
        if (revision.sequence() > known) {
            held.ifPresent(before -> book.forgetBefore(
                    revision.deal(),
                    mirror.at(epoch - 2)
                            .find(revision.deal())
                            .map(DealMirror.Held::sequence)
                            .orElse(0L)));
            change.revise(
                    revision.deal(),
                    new DealMirror.Held(Optional.empty(), revision.sequence(), revision.list(), revision.pieces()));
        }
    }

    private boolean ended(DealId deal, long epoch, DealMirror.Change change) throws LedgerException {
        if (ledger.deal(deal).isPresent()) {
            return false;
        }
        change.end(deal);
        book.ended(deal, epoch);
        return true;
    }

    /// Reads the whole tree over the deals from the ledger.
    private void copy(BlockHeader tip) throws LedgerException {
        for (int read = 0; read < READS_MAX; read++) {
            Optional<ProviderAccount> account = ledger.providerAccount(provider);
            long holding = account.map(known -> known.commitment().holding()).orElse(0L);
            var deals = new ArrayList<DealMirror.InTree>();
            if (!read(holding, deals)) {
                continue;
            }
            mirror.replace(deals, tip.height(), tip.epoch());
            boolean same = account.isEmpty()
                    || mirror.now()
                            .tree()
                            .root()
                            .equals(account.get().commitment().root());
            if (same) {
                return;
            }
            mirror.reset();
        }
        throw new LedgerException("the tree over the deals changed while it was being read");
    }

    /// @return false if a deal left while they were being read
    private boolean read(long holding, List<DealMirror.InTree> deals) throws LedgerException {
        for (long slot = 0; slot < holding; slot++) {
            Optional<byte[]> id = ledger.record(StateKey.dealSlot(provider, slot));
            if (id.isEmpty()) {
                return false;
            }
            DealId deal = DealId.of(id.get());
            Optional<Deal> found = ledger.deal(deal);
            if (found.isEmpty()) {
                return false;
            }
            Deal.Contents contents = found.get().contents();
            book.adopt(deal, found.get().client());
            deals.add(new DealMirror.InTree(
                    deal,
                    new DealMirror.Held(Optional.empty(), contents.sequence(), contents.list(), contents.pieces())));
        }
        return true;
    }
}
