package network.cairn.gateway.website;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Response;

/// An error as a page for people, with S3's code and message in a list.
public final class ErrorPage {
    private static final Map<Integer, String> REASONS = Map.of(
            400, "Bad Request",
            403, "Forbidden",
            404, "Not Found",
            405, "Method Not Allowed",
            412, "Precondition Failed",
            416, "Range Not Satisfiable",
            500, "Internal Server Error",
            503, "Service Unavailable");

    private ErrorPage() {}

    /// @param note more to be said; empty for nothing
    public static S3Response of(S3Exception error, String requestId, String hostId, String note) {
        int status = error.code().status();
        String message = String.valueOf(error.getMessage());
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Code", error.code().code());
        facts.put("Message", message);
        facts.putAll(error.elements());
        facts.put("RequestId", requestId);
        facts.put("HostId", hostId);
        String title = status + " " + REASONS.getOrDefault(status, "Error");
        var page = new StringBuilder("<!DOCTYPE html>\n<html>\n<head><title>" + title + "</title></head>\n<body>\n<h1>"
                + title + "</h1>\n<ul>\n");
        facts.forEach((name, value) -> page.append("<li>" + escaped(name) + ": " + escaped(value) + "</li>\n"));
        page.append("</ul>\n");
        if (!note.isEmpty()) {
            page.append("<p>" + escaped(note) + "</p>\n");
        }
        page.append("</body>\n</html>\n");
        S3Response response = S3Response.bytes(status, page.toString().getBytes(StandardCharsets.UTF_8))
                .withHeader("Content-Type", "text/html; charset=utf-8")
                .withHeader("x-amz-error-code", error.code().code())
                .withHeader("x-amz-error-message", message);
        for (Map.Entry<String, String> header : error.headers().entrySet()) {
            response = response.withHeader(header.getKey(), header.getValue());
        }
        return response;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
