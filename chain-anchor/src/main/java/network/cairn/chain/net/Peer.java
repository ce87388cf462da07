package network.cairn.chain.net;

import io.vertx.core.net.ClientSSLOptions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.net.IdentityTls;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;

/// What the mesh keeps of one peer. Its event loop alone changes it; the queue is any thread's.
final class Peer {
    final ActorId id;
    final OutboundQueue outbound;

    /// Whether the event loop has been told that something waits.
    final AtomicBoolean flushing = new AtomicBoolean();

    volatile boolean connected;

    @Nullable
    PeerConnection connection;

    /// Whether the connection was opened with what validators and those whom the operator named may do.
    boolean asKnown;

    /// Whether an attempt to reach it is under way.
    boolean dialling;

    /// Connections to it that were in use and ended.
    int lost;

    /// Attempts that failed since it was last connected.
    int failures;

    /// When it may be dialled next.
    long dialAtNanos;

    private @Nullable ClientSSLOptions tls;

    Peer(ActorId id, MeshLimits limits, long dialAtNanos) {
        this.dialAtNanos = dialAtNanos;
        this.id = id;
        this.outbound = new OutboundQueue(limits.outboundBytesMax(), limits.gossipBytesMax());
    }

    /// The half of TLS that trusts this peer alone; always the same object, so that its context is kept.
    ClientSSLOptions tls(IdentityTls own, MeshLimits limits) {
        if (tls == null) {
            var options = new ClientSSLOptions();
            options.setKeyCertOptions(own.ownCertificate())
                    .setTrustOptions(IdentityTls.only(id))
                    .setEnabledSecureTransportProtocols(Set.of(IdentityTls.PROTOCOL))
                    .setSslHandshakeTimeout(limits.handshakeTimeout().toMillis())
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                    // Who answers is decided by the pinned identity; host names say nothing here.
                    .setHostnameVerificationAlgorithm("");
            tls = options;
        }
        return tls;
    }

    PeerStatus status(@Nullable Endpoint endpoint, boolean validator, PeerScores scores, long nowNanos) {
        var current = connection;
        var hello = current == null ? null : current.hello();
        return new PeerStatus(
                id,
                Optional.ofNullable(endpoint),
                validator,
                current != null,
                current != null && current.dialled(),
                scores.penalty(id, nowNanos),
                scores.isBanned(id, nowNanos),
                current == null ? 0 : current.bytesIn(),
                current == null ? 0 : current.bytesOut(),
                outbound.bytes(),
                outbound.dropped(),
                hello == null ? "" : hello.software());
    }
}
