package network.cairn.chain.rpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import network.cairn.client.rpc.ChainRoutes;

/// What a request is answered with.
record RpcAnswer(int status, String contentType, byte[] body) {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final int DETAIL_CHARS_MAX = 500;

    static RpcAnswer canonical(byte[] body) {
        return new RpcAnswer(200, ChainRoutes.CANONICAL, body);
    }

    static RpcAnswer json(JsonNode json) {
        return json(200, json);
    }

    static RpcAnswer json(int status, JsonNode json) {
        try {
            return new RpcAnswer(status, "application/json", JSON.writeValueAsBytes(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON could not be written", e);
        }
    }

    /// `{ "error": reason, "detail": detail }`.
    static RpcAnswer error(int status, String reason, String detail) {
        return json(status, errorNode(reason, detail));
    }

    static RpcAnswer error(RpcException error) {
        return error(error.error().status(), error.error().name(), error.detail());
    }

    static ObjectNode errorNode(String reason, String detail) {
        return JSON.createObjectNode()
                .put("error", reason)
                .put("detail", detail.length() <= DETAIL_CHARS_MAX ? detail : detail.substring(0, DETAIL_CHARS_MAX));
    }
}
