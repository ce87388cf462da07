package network.cairn.chain.rpc;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import network.cairn.client.rpc.ChainRoutes;

/// A request whose body has come.
///
/// @param path its segments, `v1` first
/// @param query its parameters
/// @param accept the header, empty where there is none
/// @param contentType the header, empty where there is none
record RpcRequest(
        String method, List<String> path, Map<String, String> query, String accept, String contentType, byte[] body) {
    RpcRequest {
        path = List.copyOf(path);
        query = Map.copyOf(query);
    }

    /// Whether canonical bytes are wanted rather than JSON.
    boolean wantsCanonical() throws RpcException {
        String wanted = accept.toLowerCase(Locale.ROOT);
        if (wanted.contains(ChainRoutes.CANONICAL)) {
            return true;
        }
        if (wanted.isBlank()
                || wanted.contains("*/*")
                || wanted.contains("json")
                || wanted.contains("application/*")
                || wanted.contains("text/html")) {
            return false;
        }
        throw new RpcException(
                RpcError.NOT_ACCEPTABLE,
                "answers are application/json or " + ChainRoutes.CANONICAL + ", not " + accept);
    }

    boolean hasCanonicalBody() {
        return contentType.toLowerCase(Locale.ROOT).startsWith(ChainRoutes.CANONICAL);
    }

    boolean hasJsonBody() {
        return contentType.toLowerCase(Locale.ROOT).startsWith("application/json");
    }
}
