package network.cairn.chain.net;

import java.time.Duration;
import network.cairn.chain.message.PeerMessageCodec;

/// What the mesh allows its peers, and how patient it is with them.
///
/// @param frameBytesMax longest frame of a validator, at least the longest message's
/// @param observerFrameBytesMax longest frame of a peer that is no validator
/// @param connectionsMax most connections accepted at once; one more is closed at once
/// @param observersMax most peers at once that are neither validators nor configured
/// @param outboundBytesMax most bytes that wait to be sent to one peer
/// @param gossipBytesMax most bytes of transactions among them
/// @param inboundWindowBytesMax most bytes of one peer that wait to be worked on, but one frame always;
///     beyond, nothing more is read from it
/// @param inboundBytesPerSecond what a validator may send on average
/// @param inboundMessagesPerSecond how many messages it may
/// @param observerShare how much less a peer that is no validator may send: this many times
/// @param connectTimeout longest wait for a TCP connection
/// @param handshakeTimeout longest TLS handshake, and after it longest wait for the peer's hello
/// @param redialMin pause before the second attempt to reach a peer; it doubles with each
/// @param redialMax longest pause between attempts
/// @param strangerPause pause after a peer turned out to be of another chain or version
/// @param beatAfter whoever has said nothing for this long says that it is there
/// @param deadAfter a peer that is silent this long is not there
/// @param banMin how long a peer that sent garbage is shut out the first time; it doubles with each
/// @param banMax longest ban
/// @param penaltyMax misbehaviour it takes to be banned; half a second forgives one
public record MeshLimits(
        int frameBytesMax,
        int observerFrameBytesMax,
        int connectionsMax,
        int observersMax,
        long outboundBytesMax,
        long gossipBytesMax,
        long inboundWindowBytesMax,
        long inboundBytesPerSecond,
        int inboundMessagesPerSecond,
        int observerShare,
        Duration connectTimeout,
        Duration handshakeTimeout,
        Duration redialMin,
        Duration redialMax,
        Duration strangerPause,
        Duration beatAfter,
        Duration deadAfter,
        Duration banMin,
        Duration banMax,
        int penaltyMax) {
    public static final MeshLimits DEFAULT = new MeshLimits(
            PeerMessageCodec.ENCODED_BYTES_MAX,
            256 << 10,
            256,
            16,
            32L << 20,
            4L << 20,
            16L << 20,
            64L << 20,
            20_000,
            16,
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            100);

    public MeshLimits {
        within("frameBytesMax", frameBytesMax, PeerMessageCodec.ENCODED_BYTES_MAX, 64 << 20);
        within("observerFrameBytesMax", observerFrameBytesMax, 1 << 10, frameBytesMax);
        within("connectionsMax", connectionsMax, 1, 10_000);
        within("observersMax", observersMax, 0, connectionsMax);
        within("outboundBytesMax", outboundBytesMax, frameBytesMax, 1L << 30);
        within("gossipBytesMax", gossipBytesMax, 64 << 10, outboundBytesMax);
        within("inboundWindowBytesMax", inboundWindowBytesMax, 64 << 10, 1L << 30);
        within("inboundBytesPerSecond", inboundBytesPerSecond, 1 << 10, 16L << 30);
        within("inboundMessagesPerSecond", inboundMessagesPerSecond, 1, 10_000_000);
        within("observerShare", observerShare, 1, 1000);
        within("penaltyMax", penaltyMax, 1, 1_000_000);
        positive("connectTimeout", connectTimeout);
        positive("handshakeTimeout", handshakeTimeout);
        positive("redialMin", redialMin);
        notLess("redialMax", redialMax, "redialMin", redialMin);
        positive("strangerPause", strangerPause);
        positive("beatAfter", beatAfter);
        notLess("deadAfter", deadAfter, "beatAfter", beatAfter);
        positive("banMin", banMin);
        notLess("banMax", banMax, "banMin", banMin);
    }

    /// These, but with another patience.
    public MeshLimits withPatience(
            Duration handshake, Duration beat, Duration dead, Duration redialLongest, Duration ban) {
        return new MeshLimits(
                frameBytesMax,
                observerFrameBytesMax,
                connectionsMax,
                observersMax,
                outboundBytesMax,
                gossipBytesMax,
                inboundWindowBytesMax,
                inboundBytesPerSecond,
                inboundMessagesPerSecond,
                observerShare,
                connectTimeout,
                handshake,
                redialMin,
                redialLongest,
                strangerPause,
                beat,
                dead,
                ban,
                banMax,
                penaltyMax);
    }

    private static void within(String field, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(field + " is in " + min + " .. " + max + ", not " + value);
        }
    }

    private static void positive(String field, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(field + " is more than 0 and at most an hour, not " + value);
        }
    }

    private static void notLess(String field, Duration value, String other, Duration least) {
        positive(field, value);
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(field + " " + value + " is less than " + other + " " + least);
        }
    }
}
