package network.cairn.node.egress;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.client.egress.EgressCost;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.ledger.Channel;
import network.cairn.client.wire.v1.SignedVoucher;
import network.cairn.node.egress.Admission.Refused;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.Digest;

/// The accounts of all channels that were served out of.
///
/// The disk is written to only when a crash could otherwise lose more than the limit of unpaid bytes: what vouchers
/// came to in between, of this channel and of every other, then goes there with one fsync. Threads that need one
/// while it is under way share the next.
///
/// Locks: `disk` before `lock`, and nobody waits for the disk with `lock` held.
final class VoucherBook {
    private static final byte[] PREFIX = "egress.".getBytes(StandardCharsets.US_ASCII);

    private final KeyValueStore store;
    private final EgressTerms terms;
    private final int channelsMax;

    /// Held by the one thread that writes.
    private final ReentrantLock disk = new ReentrantLock();

    /// Guards the rest, the accounts included.
    private final ReentrantLock lock = new ReentrantLock();

    /// The least recently used first.
    private final LinkedHashMap<Digest, ChannelAccount> accounts = new LinkedHashMap<>(16, 0.75f, true);

    private final Set<ChannelAccount> changed = new LinkedHashSet<>();

    VoucherBook(KeyValueStore store, EgressTerms terms, int channelsMax) {
        this.store = store;
        this.terms = terms;
        this.channelsMax = channelsMax;
    }

    /// The account of a channel on the ledger, which stays in memory until it is released as often as it was
    /// opened.
    ChannelAccount open(Digest id, Channel channel) {
        boolean full;
        ChannelAccount account;
        lock.lock();
        try {
            account = accounts.get(id);
            if (account == null) {
                account = new ChannelAccount(row(id).orElseGet(() -> new ChannelRow(
                        id, channel.client().id(), channel.expiryMillis(), EgressCost.ZERO, Optional.empty())));
                accounts.put(id, account);
            }
            account.users++;
            full = !shrink();
        } finally {
            lock.unlock();
        }
        if (full) {
            boolean kept = false;
            try {
                keepAll();
                kept = true;
            } finally {
                if (!kept) {
                    release(account, EgressCost.ZERO);
                }
            }
        }
        return account;
    }

    /// Gives back what was reserved and not sent, and lets go of the account.
    void release(ChannelAccount account, EgressCost unsent) {
        lock.lock();
        try {
            giveBack(account, unsent);
            account.users--;
        } finally {
            lock.unlock();
        }
    }

    boolean isBetter(ChannelAccount account, SignedVoucher voucher) {
        lock.lock();
        try {
            return voucher.voucher().total().compareTo(account.row().total()) > 0;
        } finally {
            lock.unlock();
        }
    }

    /// Takes a voucher whose signature is right; a worse one than the best is ignored.
    void offer(ChannelAccount account, SignedVoucher voucher) {
        lock.lock();
        try {
            if (isBetter(account, voucher)) {
                account.best = Optional.of(voucher);
                changed.add(account);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Counts so many bytes as served, and keeps on the disk what has to be there before they are; the refusal
    /// where they are not paid for.
    Optional<Refused> reserve(ChannelAccount account, Channel channel, long lengthBytes) {
        EgressCost cost = terms.cost(lengthBytes);
        lock.lock();
        try {
            EgressCost after = account.served.plus(cost);
            if (after.compareTo(EgressCost.of(channel.deposit())) > 0) {
                return Optional.of(new Refused(
                        RefusalReason.DEPOSIT_USED,
                        account.served + " units' worth was served out of a channel of " + channel.deposit() + ", "
                                + lengthBytes + " bytes more cost " + cost + "; open another channel"));
            }
            if (after.compareTo(account.paid().plus(terms.unpaidMax())) > 0) {
                return Optional.of(new Refused(
                        RefusalReason.UNPAID,
                        account.served + " units' worth was served, " + account.paid() + " paid, " + lengthBytes
                                + " bytes more cost " + cost + "; at most " + terms.unpaidBytesMax()
                                + " bytes are served unpaid, that is " + terms.unpaidMax() + " units' worth"));
            }
            account.served = after;
            changed.add(account);
            if (!account.risksMoreThan(terms.unpaidMax())) {
                return Optional.empty();
            }
        } finally {
            lock.unlock();
        }
        boolean kept = false;
        try {
            keep(account);
            kept = true;
            return Optional.empty();
        } finally {
            if (!kept) {
                lock.lock();
                try {
                    giveBack(account, cost);
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /// A channel's account, in memory or not.
    Optional<ChannelRow> find(Digest id) {
        lock.lock();
        try {
            ChannelAccount account = accounts.get(id);
            return account == null ? row(id) : Optional.of(account.row());
        } finally {
            lock.unlock();
        }
    }

    /// Every channel's account.
    List<ChannelRow> all() {
        Map<Digest, ChannelRow> rows = new TreeMap<>();
        byte[] end = PREFIX.clone();
        end[end.length - 1]++;
        try (var scan = store.scan(PREFIX, end)) {
            while (scan.hasNext()) {
                ChannelRow row = decoded(scan.next().value());
                rows.put(row.channel(), row);
            }
        }
        lock.lock();
        try {
            accounts.values().forEach(account -> rows.put(account.channel(), account.row()));
        } finally {
            lock.unlock();
        }
        return List.copyOf(rows.values());
    }

    /// Forgets a channel that is over and not in use.
    void forget(Digest id) {
        disk.lock();
        try {
            lock.lock();
            try {
                ChannelAccount account = accounts.get(id);
                if (account != null && account.users > 0) {
                    return;
                }
                accounts.remove(id);
                changed.remove(account);
            } finally {
                lock.unlock();
            }
            store.write(new WriteBatch().delete(key(id)), Durability.BUFFERED);
        } finally {
            disk.unlock();
        }
    }

    /// Writes down whatever is not on the disk.
    void keepAll() {
        disk.lock();
        try {
            write();
            lock.lock();
            try {
                shrink();
            } finally {
                lock.unlock();
            }
        } finally {
            disk.unlock();
        }
    }

    private void keep(ChannelAccount account) {
        disk.lock();
        try {
            lock.lock();
            try {
                // The thread that wrote while this one waited may have written for it as well.
                if (!account.risksMoreThan(terms.unpaidMax())) {
                    return;
                }
            } finally {
                lock.unlock();
            }
            write();
        } finally {
            disk.unlock();
        }
    }

    private void write() {
        List<ChannelAccount> written;
        List<ChannelRow> rows;
        lock.lock();
        try {
            written = List.copyOf(changed);
            rows = new ArrayList<>(written.stream().map(ChannelAccount::row).toList());
        } finally {
            lock.unlock();
        }
        if (written.isEmpty()) {
            return;
        }
        var batch = new WriteBatch();
        rows.forEach(row -> batch.put(key(row.channel()), row.encode()));
        store.write(batch, Durability.FSYNCED);
        lock.lock();
        try {
            for (int i = 0; i < written.size(); i++) {
                ChannelAccount account = written.get(i);
                account.kept(rows.get(i));
                if (account.isKept()) {
                    changed.remove(account);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(ChannelAccount account, EgressCost unsent) {
        if (!unsent.isZero()) {
            account.served = account.served.less(unsent);
            changed.add(account);
        }
    }

    /// Lets go of accounts over the limit that nobody uses and that the disk has.
    ///
    /// @return whether the limit holds
    private boolean shrink() {
        Iterator<ChannelAccount> eldest = accounts.values().iterator();
        while (accounts.size() > channelsMax && eldest.hasNext()) {
            ChannelAccount account = eldest.next();
            if (account.users == 0 && !changed.contains(account)) {
                eldest.remove();
            }
        }
        return accounts.size() <= channelsMax;
    }

    private Optional<ChannelRow> row(Digest id) {
        byte[] encoded = store.get(key(id));
        return encoded == null ? Optional.empty() : Optional.of(decoded(encoded));
    }

    private static ChannelRow decoded(byte[] encoded) {
        try {
            return ChannelRow.decode(encoded);
        } catch (CodecException e) {
            throw new IllegalStateException("a channel's account cannot be read", e);
        }
    }

    private static byte[] key(Digest id) {
        return ByteBuffer.allocate(PREFIX.length + Digest.LENGTH_BYTES)
                .put(PREFIX)
                .put(id.toBytes())
                .array();
    }
}
