package network.cairn.client.deal;

/// The provider has answered what no honest one does. Nothing was signed, and nothing agreed on has changed.
public final class DealProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    DealProtocolException(String message) {
        super(message);
    }
}
