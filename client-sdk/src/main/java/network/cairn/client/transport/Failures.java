package network.cairn.client.transport;

import io.vertx.core.VertxException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import network.cairn.client.net.PeerIdentityException;
import network.cairn.client.net.StalledException;
import network.cairn.client.transport.NodeException.Failure;
import org.jspecify.annotations.Nullable;

/// What a failed connection or exchange means, told from its causes.
final class Failures {
    private Failures() {}

    static Failure of(Throwable thrown) {
        if (causeOf(thrown, PeerIdentityException.class) != null) {
            return new Failure.WrongIdentity();
        }
        if (causeOf(thrown, StalledException.class) != null || causeOf(thrown, TimeoutException.class) != null) {
            return new Failure.TimedOut();
        }
        boolean isNetwork =
                causeOf(thrown, VertxException.class) != null || causeOf(root(thrown), IOException.class) != null;
        // What is left are complaints of the HTTP decoder, which are no IOExceptions.
        return isNetwork || !(root(thrown) instanceof RuntimeException)
                ? new Failure.Unreachable()
                : new Failure.ProtocolViolation();
    }

    static String describe(Throwable thrown) {
        Throwable identity = causeOf(thrown, PeerIdentityException.class);
        Throwable told = identity == null ? thrown : identity;
        return told.getMessage() == null ? told.getClass().getSimpleName() : told.getMessage();
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        for (int depth = 0; depth < 20 && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        return root;
    }

    private static <T extends Throwable> @Nullable T causeOf(Throwable thrown, Class<T> type) {
        Throwable cause = thrown;
        for (int depth = 0; depth < 20 && cause != null; depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }
}
