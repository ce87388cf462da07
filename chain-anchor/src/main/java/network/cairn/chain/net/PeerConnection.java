package network.cairn.chain.net;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.message.PeerMessageCodec;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;

/// One TLS connection to a peer whose key has been proven. Everything but the delivery of messages happens
/// on the mesh's event loop.
final class PeerConnection {
    private static final int CHUNK_BYTES_MAX = 64 << 10;
    private static final int WRITE_QUEUE_BYTES_MAX = 256 << 10;

    /// Written in one turn, so that one peer's bytes do not keep the event loop from the others.
    private static final int TURN_BYTES_MAX = 512 << 10;

    /// Beats between two ticks that an honest peer never reaches.
    private static final int BEATS_MAX = 50;

    private final Context context;
    private final NetSocket socket;
    private final ActorId peer;
    private final boolean dialled;
    private final MeshLimits limits;
    private final Owner owner;
    private final FrameReader reader = new FrameReader(Hello.ENCODED_BYTES_MAX);
    private final InboundQueue inbound;
    private final long openedNanos;
    private @Nullable OutboundQueue outbound;
    private @Nullable Thread delivery;
    private @Nullable Hello hello;
    private byte @Nullable [] sending;
    private int sentOfSending;
    private long lastReceivedNanos;
    private long lastSentNanos;
    private int beats;
    private boolean closed;
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();

    /// Who is told of what happens on a connection; on the event loop, except for messages.
    interface Owner {
        /// The peer has said who it is; the owner answers by {@link #open} or {@link #end}.
        void greeted(PeerConnection connection, Hello hello);

        /// A message; on the connection's own thread.
        void received(ActorId peer, PeerMessage message, int encodedBytes) throws InterruptedException;

        /// The peer sent what no honest one sends.
        void garbage(PeerConnection connection, String what);

        void closed(PeerConnection connection, String why);
    }

    PeerConnection(Context context, NetSocket socket, ActorId peer, boolean dialled, MeshLimits limits, Owner owner) {
        this.context = context;
        this.socket = socket;
        this.peer = peer;
        this.dialled = dialled;
        this.limits = limits;
        this.owner = owner;
        this.inbound =
                new InboundQueue(limits.inboundWindowBytesMax(), () -> context.runOnContext(_ -> socket.resume()));
        this.openedNanos = System.nanoTime();
        this.lastReceivedNanos = openedNanos;
        this.lastSentNanos = openedNanos;
    }

    /// Starts to read, and says hello.
    void greet(Hello own) {
        socket.setWriteQueueMaxSize(WRITE_QUEUE_BYTES_MAX);
        socket.exceptionHandler(failure -> end(String.valueOf(failure.getMessage())));
        socket.closeHandler(_ -> end("the peer closed the connection"));
        socket.handler(this::read);
        write(FrameKind.HELLO.frame(own.encode()));
    }

    /// Lets messages through in both directions.
    ///
    /// @param trusted whether the peer may send long frames and much
    void open(OutboundQueue queue, boolean trusted) {
        outbound = queue;
        reader.lengthMax(trusted ? limits.frameBytesMax() : limits.observerFrameBytesMax());
        int share = trusted ? 1 : limits.observerShare();
        delivery = Thread.ofVirtual().name("cairn-peer-" + peer).start(() -> deliver(share));
        flush();
    }

    ActorId peer() {
        return peer;
    }

    boolean dialled() {
        return dialled;
    }

    @Nullable
    Hello hello() {
        return hello;
    }

    String remote() {
        return String.valueOf(socket.remoteAddress());
    }

    long bytesIn() {
        return bytesIn.get();
    }

    long bytesOut() {
        return bytesOut.get();
    }

    /// Writes what waits, as much as the socket takes.
    void flush() {
        int left = TURN_BYTES_MAX;
        while (!closed && outbound != null && !socket.writeQueueFull()) {
            if (left <= 0) {
                context.runOnContext(_ -> flush());
                return;
            }
            if (sending == null) {
                var next = outbound.poll();
                if (next == null) {
                    return;
                }
                sending = next.bytes();
                sentOfSending = 0;
            }
            int count = Math.min(CHUNK_BYTES_MAX, sending.length - sentOfSending);
            writeChunk(sending, sentOfSending, count);
            sentOfSending += count;
            left -= count;
            if (sentOfSending == sending.length) {
                sending = null;
            }
        }
        if (!closed) {
            socket.drainHandler(_ -> flush());
        }
    }

    /// Forgives the peer a silence in which this process did not listen.
    void forgive(long nanos) {
        lastReceivedNanos += nanos;
    }

    /// Says that this end is there, and gives up a peer that does not.
    ///
    /// A beat asks for no answer: an end that is too busy to read can still send it.
    void tick(long nowNanos) {
        beats = 0;
        if (hello == null) {
            if (nowNanos - openedNanos > limits.handshakeTimeout().toNanos()) {
                end("no hello came within " + limits.handshakeTimeout());
            }
            return;
        }
        if (nowNanos - lastSentNanos > limits.beatAfter().toNanos() && sending == null && !socket.writeQueueFull()) {
            write(FrameKind.BEAT.frame(new byte[0]));
        }
        if (inbound.isPaused()) {
            // What it says is not read: that it is silent says nothing.
            lastReceivedNanos = nowNanos;
        } else if (nowNanos - lastReceivedNanos > limits.deadAfter().toNanos()) {
            end("it was silent for " + limits.deadAfter());
        }
    }

    /// Ends the connection, once.
    void end(String why) {
        if (closed) {
            return;
        }
        closed = true;
        inbound.close();
        if (delivery != null) {
            delivery.interrupt();
        }
        var _ = socket.close();
        owner.closed(this, why);
    }

    private void read(Buffer buffer) {
        if (closed) {
            return;
        }
        bytesIn.addAndGet(buffer.length());
        lastReceivedNanos = System.nanoTime();
        try {
            reader.read(buffer.getBytes(), this::frame);
        } catch (CodecException e) {
            owner.garbage(this, String.valueOf(e.getMessage()));
        }
    }

    private boolean frame(FrameKind kind, byte[] payload) throws CodecException {
        if (hello == null && kind != FrameKind.HELLO) {
            throw new CodecException("a " + kind + " came before the hello");
        }
        switch (kind) {
            case HELLO -> {
                if (hello != null) {
                    throw new CodecException("a second hello came");
                }
                var greeting = Hello.decode(payload);
                hello = greeting;
                owner.greeted(this, greeting);
            }
            case MESSAGE -> {
                if (outbound == null) {
                    throw new CodecException("a message came on a connection that is closing");
                }
                if (!inbound.put(payload)) {
                    socket.pause();
                }
            }
            case BEAT -> {
                if (++beats > BEATS_MAX) {
                    throw new CodecException("more than " + BEATS_MAX + " beats came within a tick");
                }
            }
        }
        return !closed;
    }

    private void write(byte[] frame) {
        writeChunk(frame, 0, frame.length);
    }

    private void writeChunk(byte[] bytes, int offset, int count) {
        bytesOut.addAndGet(count);
        lastSentNanos = System.nanoTime();
        var _ = socket.write(Buffer.buffer(count).appendBytes(bytes, offset, count));
    }

    /// The connection's own thread: decodes what came and hands it on, at the pace its peer has credit for.
    private void deliver(int share) {
        var byteCredit = new Credit(Math.max(1, limits.inboundBytesPerSecond() / share), System.nanoTime());
        var messageCredit = new Credit(Math.max(1, limits.inboundMessagesPerSecond() / share), System.nanoTime());
        try {
            byte[] encoded;
            while ((encoded = inbound.take()) != null) {
                owner.received(peer, PeerMessageCodec.decode(encoded), encoded.length);
                long now = System.nanoTime();
                long waitNanos = Math.max(byteCredit.use(encoded.length, now), messageCredit.use(1, now));
                if (waitNanos > 0) {
                    Thread.sleep(Duration.ofNanos(waitNanos));
                }
            }
        } catch (CodecException e) {
            context.runOnContext(_ -> owner.garbage(this, String.valueOf(e.getMessage())));
        } catch (InterruptedException _) {
            // The connection has ended.
        } catch (RuntimeException e) {
            context.runOnContext(_ -> end("its message could not be worked on: " + e));
        }
    }
}
