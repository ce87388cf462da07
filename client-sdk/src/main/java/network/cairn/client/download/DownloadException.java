package network.cairn.client.download;

/// Too few good pieces of a segment could be had now. Trying later, when nodes are back, may succeed.
public final class DownloadException extends Exception {
    private static final long serialVersionUID = 1L;

    public DownloadException(String message) {
        super(message);
    }

    public DownloadException(String message, Throwable cause) {
        super(message, cause);
    }
}
