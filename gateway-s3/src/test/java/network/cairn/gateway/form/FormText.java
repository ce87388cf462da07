package network.cairn.gateway.form;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes forms as browsers do.
public final class FormText {
    public static final String BOUNDARY = "----cairnFormBoundary7MA4YWxk";
    public static final String CONTENT_TYPE = "multipart/form-data; boundary=" + BOUNDARY;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public FormText field(String name, String value) {
        return part("form-data; name=\"" + name + "\"", value.getBytes(StandardCharsets.UTF_8));
    }

    public FormText file(String fileName, byte[] content) {
        return part("form-data; name=\"file\"; filename=\"" + fileName + "\"", content);
    }

    public FormText part(String disposition, byte[] content) {
        text("--" + BOUNDARY + "\r\nContent-Disposition: " + disposition + "\r\n\r\n");
        out.writeBytes(content);
        return text("\r\n");
    }

    public FormText text(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public byte[] end() {
        return text("--" + BOUNDARY + "--\r\n").toBytes();
    }

    public byte[] toBytes() {
        return out.toByteArray();
    }
}
