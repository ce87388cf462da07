package network.cairn.deploy.config;

import java.net.URI;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;

/// The address of an HTTP server that a command is told of: scheme, host and port, and nothing after them.
public final class HttpOrigin {
    private HttpOrigin() {}

    /// @param what the server is, with an example, such as `no endpoint such as http://127.0.0.1:9000`
    /// @throws CommandFailure if it is anything else
    public static URI parse(String text, String what) throws CommandFailure {
        try {
            URI url = URI.create(text);
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            String path = url.getRawPath();
            if (http
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && (path == null || path.isEmpty() || path.equals("/"))
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null) {
                return url;
            }
        } catch (IllegalArgumentException _) {
            // Said below, as of any other form.
        }
        throw new CommandFailure(Exit.USAGE, "'" + text + "' is " + what);
    }
}
