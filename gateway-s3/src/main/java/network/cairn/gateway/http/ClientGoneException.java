package network.cairn.gateway.http;

import java.io.IOException;

/// The client left or stopped reading: nobody is there to be told, and nothing of the gateway is at fault.
final class ClientGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    ClientGoneException(String message, Throwable cause) {
        super(message, cause);
    }

    ClientGoneException(String message) {
        super(message);
    }
}
