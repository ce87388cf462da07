package network.cairn.gateway.metadata;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// How many transactions run at once: fewer while the server undoes some of them for the sake of others, and
/// more again as it does not.
///
/// Undone transactions are work lost, and where all conflict with all, one after the other is the most that
/// gets through. The limit follows the additive increase and multiplicative decrease by which TCP shares a
/// link: with a share `p` of them undone it settles near the square root of `1.3 / p`.
final class TransactionGate {
    private static final double DECREASE = 0.85;
    private static final double INCREASE = 0.2;

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition left = lock.newCondition();
    private final int limitMax;
    private double limit;
    private int inside;

    /// @param limitMax the limit to begin with, at least 1
    TransactionGate(int limitMax) {
        this.limitMax = limitMax;
        this.limit = limitMax;
    }

    /// Waits for its turn. Leave when the transaction has ended, one way or the other.
    void enter() {
        lock.lock();
        try {
            while (inside >= (int) limit) {
                left.awaitUninterruptibly();
            }
            inside++;
        } finally {
            lock.unlock();
        }
    }

    /// @param undone whether the server undid the transaction for the sake of others
    void leave(boolean undone) {
        lock.lock();
        try {
            inside--;
            limit = undone ? Math.max(1, limit * DECREASE) : Math.min(limitMax, limit + INCREASE / limit);
            for (int free = (int) limit - inside; free > 0; free--) {
                left.signal();
            }
        } finally {
            lock.unlock();
        }
    }
}
