package network.cairn.gateway.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Stream;
import network.cairn.gateway.s3.QueryParameters;

/// The JSON of the operator's API: strict in what is read, in pages where a list may be long.
final class AdminJson {
    private static final int DEPTH_MAX = 8;
    private static final int PAGE_LENGTH_MAX = 1_000;
    private static final ObjectMapper JSON = mapper();

    private AdminJson() {}

    private static ObjectMapper mapper() {
        ObjectMapper mapper = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH_MAX)
                        .build());
        return mapper;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static JsonNode read(byte[] body) throws AdminException {
        try {
            JsonNode node = JSON.readTree(body);
            return node == null ? JsonNodeFactory.instance.missingNode() : node;
        } catch (JsonProcessingException e) {
            throw AdminException.badRequest("the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw AdminException.badRequest("the body cannot be read: " + e.getMessage());
        }
    }

    static AdminResponse answer(int status, ObjectNode node) {
        try {
            return new AdminResponse(status, JSON.writeValueAsBytes(node));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a plain JSON object could not be written", e);
        }
    }

    static AdminResponse deleted() {
        return answer(200, object().put("deleted", true));
    }

    /// A page of a list: as many of its entries as were asked for with `limit`, and in `next` what to ask `after` for
    /// if there are more.
    ///
    /// @param entries what follows `after`, in order
    /// @param mark what an entry is known by in `after`
    static <T> AdminResponse page(
            String name,
            QueryParameters query,
            Stream<T> entries,
            Function<T, String> mark,
            Function<T, ObjectNode> shown)
            throws AdminException {
        int limit = limit(query.get("limit", Integer.toString(PAGE_LENGTH_MAX)));
        ObjectNode page = object();
        ArrayNode array = page.putArray(name);
        String last = "";
        for (Iterator<T> all = entries.iterator(); all.hasNext(); ) {
            T entry = all.next();
            if (array.size() == limit) {
                page.put("next", last);
                break;
            }
            array.add(shown.apply(entry));
            last = mark.apply(entry);
        }
        return answer(200, page);
    }

    private static int limit(String text) throws AdminException {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= PAGE_LENGTH_MAX) {
                return limit;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw AdminException.badRequest("limit must be a number from 1 to " + PAGE_LENGTH_MAX);
    }
}
