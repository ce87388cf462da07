package network.cairn.deploy.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.receipt.Printable;
import network.cairn.gateway.admin.AdminApi;
import network.cairn.gateway.admin.AdminResponse;
import network.cairn.gateway.auth.PercentCoding;

/// Calls of the operator's API, wherever it is answered.
public final class AdminCalls {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] EMPTY = new byte[0];

    private final Transport transport;

    /// Brings a request to an [AdminApi] and the answer back.
    @FunctionalInterface
    interface Transport {
        /// @param rawPath with its escapes
        /// @param rawQuery with its escapes; may be empty
        /// @throws CommandFailure where there is no answer
        AdminResponse send(String method, String rawPath, String rawQuery, byte[] body)
                throws CommandFailure, InterruptedException;
    }

    AdminCalls(Transport transport) {
        this.transport = transport;
    }

    /// What there is at a path.
    ///
    /// @param names between the path's slashes
    public JsonNode get(String... names) throws CommandFailure, InterruptedException {
        return call("GET", List.of(names), Map.of(), EMPTY);
    }

    /// What there is at a path; empty where there is nothing.
    public Optional<JsonNode> find(String... names) throws CommandFailure, InterruptedException {
        AdminResponse response = transport.send("GET", path(List.of(names)), "", EMPTY);
        return response.status() == 404 ? Optional.empty() : Optional.of(read(response));
    }

    /// All entries of a list that comes in pages.
    ///
    /// @param key by which a page has them
    public List<JsonNode> list(String key, Map<String, String> query, String... names)
            throws CommandFailure, InterruptedException {
        var all = new ArrayList<JsonNode>();
        var asked = new TreeMap<>(query);
        while (true) {
            JsonNode page = call("GET", List.of(names), asked, EMPTY);
            page.path(key).forEach(all::add);
            String next = page.path("next").asText();
            if (next.isEmpty() || next.equals(asked.get("after"))) {
                return all;
            }
            asked.put("after", next);
        }
    }

    /// A call with a body, which may be empty.
    public JsonNode send(String method, String body, String... names) throws CommandFailure, InterruptedException {
        return call(method, List.of(names), Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    /// A call with a query and no body.
    public JsonNode send(String method, Map<String, String> query, String... names)
            throws CommandFailure, InterruptedException {
        return call(method, List.of(names), query, EMPTY);
    }

    private JsonNode call(String method, List<String> names, Map<String, String> query, byte[] body)
            throws CommandFailure, InterruptedException {
        var raw = new ArrayList<String>();
        new TreeMap<>(query)
                .forEach((name, value) -> raw.add(PercentCoding.encode(name) + "=" + PercentCoding.encode(value)));
        return read(transport.send(method, path(names), String.join("&", raw), body));
    }

    private static String path(List<String> names) {
        return AdminApi.PREFIX
                + String.join("/", names.stream().map(PercentCoding::encode).toList());
    }

    private static JsonNode read(AdminResponse response) throws CommandFailure {
        JsonNode answer;
        try {
            answer = JSON.readTree(response.json());
        } catch (IOException e) {
            throw new CommandFailure(
                    Exit.UNAVAILABLE,
                    "the answer, of status " + response.status() + ", is not JSON: is that the admin API of a gateway?",
                    e);
        }
        if (response.status() < 300) {
            return answer;
        }
        String message = Printable.text(answer.path("error").path("message").asText());
        if (message.isEmpty()) {
            throw new CommandFailure(
                    Exit.UNAVAILABLE,
                    "the answer, of status " + response.status()
                            + ", does not say why: is that the admin API of a gateway?");
        }
        Exit exit = switch (response.status()) {
            case 400, 405, 413 -> Exit.USAGE;
            case 401, 403 -> Exit.CONFIG;
            case 409 -> Exit.REFUSED;
            default -> Exit.UNAVAILABLE;
        };
        throw new CommandFailure(exit, message);
    }
}
