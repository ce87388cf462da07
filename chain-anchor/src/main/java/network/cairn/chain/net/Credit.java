package network.cairn.chain.net;

/// How much of something a peer may still use: it grows with time up to a second's worth, and each use
/// takes from it. One thread uses it.
final class Credit {
    private final double perNano;
    private final double most;
    private double left;
    private long atNanos;

    Credit(long perSecond, long nowNanos) {
        this.perNano = perSecond / 1e9;
        this.most = perSecond;
        this.left = perSecond;
        this.atNanos = nowNanos;
    }

    /// Uses some, into debt if need be.
    ///
    /// @return how long to wait until the debt is paid, in nanoseconds
    long use(long amount, long nowNanos) {
        left = Math.min(most, left + (nowNanos - atNanos) * perNano) - amount;
        atNanos = nowNanos;
        return left >= 0 ? 0 : (long) (-left / perNano) + 1;
    }
}
