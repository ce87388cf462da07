package network.cairn.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import network.cairn.gateway.auth.PercentCoding;
import network.cairn.gateway.s3.QueryParameters;
import network.cairn.gateway.s3.S3Exception;

/// A request of an operator, its path taken apart.
///
/// @param path as sent, for messages
/// @param names what is between the slashes of the path after [AdminApi#PREFIX] and is still to be looked at
record AdminRequest(String method, String path, List<String> names, QueryParameters query, byte[] body) {
    /// @throws AdminException `NotFound` for a path that is none of this API's
    static AdminRequest of(String method, String path, QueryParameters query, byte[] body) throws AdminException {
        if (!path.startsWith(AdminApi.PREFIX)) {
            throw notFound(path);
        }
        try {
            // Taken apart before escapes are read, so that an encoded slash belongs to a name.
            var names = new ArrayList<String>();
            for (String raw : path.substring(AdminApi.PREFIX.length()).split("/", -1)) {
                names.add(PercentCoding.decodeUtf8(raw, false));
            }
            return new AdminRequest(method, path, List.copyOf(names), query, body);
        } catch (S3Exception _) {
            throw notFound(path);
        }
    }

    /// The name that comes next.
    String name() {
        return names.getFirst();
    }

    /// Whether there is nothing after the names that were looked at.
    boolean ends() {
        return names.isEmpty();
    }

    /// The request as what comes after the next name sees it.
    AdminRequest rest() {
        return new AdminRequest(method, path, names.subList(1, names.size()), query, body);
    }

    AdminException notFound() {
        return notFound(path);
    }

    private static AdminException notFound(String path) {
        return new AdminException(404, "NotFound", "there is nothing at " + path);
    }

    AdminException notAllowed() {
        return new AdminException(405, "MethodNotAllowed", method + " is not possible on " + path);
    }

    /// The body, which must be JSON.
    JsonNode json() throws AdminException {
        return AdminJson.read(body);
    }
}
