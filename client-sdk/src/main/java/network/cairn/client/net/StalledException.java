package network.cairn.client.net;

import java.io.IOException;

/// A stream made no progress within its limit.
public final class StalledException extends IOException {
    private static final long serialVersionUID = 1L;

    public StalledException(String message) {
        super(message);
    }
}
